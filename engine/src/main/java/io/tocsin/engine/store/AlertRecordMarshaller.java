package io.tocsin.engine.store;

import io.tocsin.engine.rules.AlertRecord;
import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.hash.serialization.SizedWriter;
import net.openhft.chronicle.hash.serialization.StatefulCopyable;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;

/** Copies an alert's bytes in and out of a map, as they are. Stateless. */
final class AlertRecordMarshaller
        implements SizedReader<AlertRecord>, SizedWriter<AlertRecord>, StatefulCopyable<AlertRecordMarshaller> {
    @Override
    public long size(AlertRecord alert) {
        return alert.length();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void write(Bytes out, long size, AlertRecord alert) {
        out.write(alert.buffer().byteArray(), 0, (int) size);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public AlertRecord read(Bytes in, long size, AlertRecord using) {
        AlertRecord alert = using == null ? new AlertRecord() : using;
        in.read(alert.prepare((int) size).byteArray(), 0, (int) size);
        return alert;
    }

    @Override
    public AlertRecordMarshaller copy() {
        return this;
    }

    @Override
    public void readMarshallable(WireIn wire) {
        // Without state there is nothing to read.
    }

    @Override
    public void writeMarshallable(WireOut wire) {
        // Without state there is nothing to write.
    }
}
