package io.tocsin.replay.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;

/**
 * Comma-separated values by RFC 4180 (but for its line ends), the names of the columns first. An absent value is empty.
 */
final class CsvTable extends TableWriter {
    private final Writer out;

    CsvTable(List<Column> columns, OutputStream out) throws IOException {
        super(columns);
        this.out = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        for (int i = 0; i < columns.size(); i++) {
            this.out.append(i == 0 ? "" : ",").append(columns.get(i).name());
        }
        this.out.append('\n');
    }

    @Override
    void putAbsent(Column column) throws IOException {
        put("");
    }

    @Override
    void putText(Column column, String value) throws IOException {
        boolean isPlain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        put(isPlain ? value : '"' + value.replace("\"", "\"\"") + '"');
    }

    @Override
    void putInteger(Column column, long value) throws IOException {
        put(Long.toString(value));
    }

    @Override
    void putDecimal(Column column, long units, int decimals) throws IOException {
        put(Decimals.format(units, decimals));
    }

    @Override
    void putTime(Column column, long epochNs) throws IOException {
        put(Times.format(epochNs));
    }

    private void put(String text) throws IOException {
        if (index() > 0) {
            out.append(',');
        }
        out.append(text);
    }

    @Override
    void putEnd() throws IOException {
        out.append('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
