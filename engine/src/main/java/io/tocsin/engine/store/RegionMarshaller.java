package io.tocsin.engine.store;

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.hash.serialization.SizedReader;
import net.openhft.chronicle.hash.serialization.SizedWriter;
import net.openhft.chronicle.hash.serialization.StatefulCopyable;
import net.openhft.chronicle.wire.WireIn;
import net.openhft.chronicle.wire.WireOut;

/** Copies a region's bytes in and out of a map, as they are. Stateless. */
final class RegionMarshaller implements SizedReader<Region>, SizedWriter<Region>, StatefulCopyable<RegionMarshaller> {
    @Override
    public long size(Region region) {
        return region.length();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void write(Bytes out, long size, Region region) {
        out.write(region.bytes(), 0, (int) size);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Region read(Bytes in, long size, Region using) {
        Region region = using == null ? new Region((int) size) : using;
        region.length((int) size);
        in.read(region.bytes(), 0, (int) size);
        return region;
    }

    @Override
    public RegionMarshaller copy() {
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
