package io.tocsin.replay;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.contract.value.Decimals;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.Tick;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.replay.table.Column;
import io.tocsin.replay.table.TableWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Makes a row of each tick that the engine accepts; a conflated one is one row. */
final class TickRows extends SilentOutputs {
    static final List<Column> COLUMNS = List.of(
            Column.text("symbol"),
            Column.time("time"),
            Column.decimal("price"),
            Column.decimal("size"),
            Column.decimal("low"),
            Column.decimal("high"),
            Column.integer("count"),
            Column.decimal("bid"),
            Column.decimal("ask"),
            Column.time("exchangeTime"),
            Column.integer("sequence"));

    private final SymbolTable symbols;
    private final PositionRange range;
    private final TableWriter table;
    private long sequence;
    private long timestampNs;

    /** @param symbols of the engine that accepts. */
    TickRows(SymbolTable symbols, PositionRange range, TableWriter table) {
        this.symbols = symbols;
        this.range = range;
        this.table = table;
    }

    @Override
    public void onInput(long inputSequence, long inputNs, long correlationId, int version) {
        sequence = inputSequence;
        timestampNs = inputNs;
    }

    @Override
    public void onTick(Tick tick, boolean opensDay) {
        if (range.contains(sequence, timestampNs)) {
            try {
                write(tick);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void write(Tick tick) throws IOException {
        int decimals = symbols.decimals(tick.symbolId());
        table.text(EngineHost.nameOf(symbols, tick.symbolId()));
        table.time(timestampNs);
        table.decimal(tick.price(), decimals);
        table.decimal(tick.size(), Decimals.SIZE_DECIMALS);
        table.decimal(tick.low(), decimals);
        table.decimal(tick.high(), decimals);
        table.integer(tick.count());
        decimal(tick.bid(), decimals);
        decimal(tick.ask(), decimals);
        if (tick.exchangeTimeNs() == NULL_VALUE) {
            table.absent();
        } else {
            table.time(tick.exchangeTimeNs());
        }
        table.integer(sequence);
        table.endRow();
    }

    private void decimal(long units, int decimals) throws IOException {
        if (units == NULL_VALUE) {
            table.absent();
        } else {
            table.decimal(units, decimals);
        }
    }
}
