package io.tocsin.replay.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.util.List;

/** A JSON object a line, with decimals and times as text, as in the API. An absent value is null. */
final class JsonTable extends TableWriter {
    private final JsonGenerator out;

    JsonTable(List<Column> columns, OutputStream out) throws IOException {
        super(columns);
        this.out = new JsonFactory().createGenerator(new BufferedWriter(new OutputStreamWriter(out, UTF_8)));
        this.out.setRootValueSeparator(null);
    }

    @Override
    void putAbsent(Column column) throws IOException {
        name(column);
        out.writeNull();
    }

    @Override
    void putText(Column column, String value) throws IOException {
        name(column);
        if (column.kind() == Column.Kind.JSON) {
            out.writeRawValue(value);
        } else {
            out.writeString(value);
        }
    }

    @Override
    void putInteger(Column column, long value) throws IOException {
        name(column);
        if (column.kind() == Column.Kind.ID) {
            out.writeString(Long.toString(value));
        } else {
            out.writeNumber(value);
        }
    }

    @Override
    void putDecimal(Column column, long units, int decimals) throws IOException {
        name(column);
        out.writeString(Decimals.format(units, decimals));
    }

    @Override
    void putTime(Column column, long epochNs) throws IOException {
        name(column);
        out.writeString(Times.format(epochNs));
    }

    private void name(Column column) throws IOException {
        if (index() == 0) {
            out.writeStartObject();
        }
        out.writeFieldName(column.name());
    }

    @Override
    void putEnd() throws IOException {
        out.writeEndObject();
        out.writeRaw('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
