package io.tocsin.engine.wire;

import io.tocsin.engine.Firing;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.codec.AlertFiredEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.rules.AlertRecord;
import org.agrona.MutableDirectBuffer;

/** Encodes firings as the outbox holds them. One thread. */
public final class FiringEncoder {
    private static final int FIXED_BYTES = MessageHeaderEncoder.ENCODED_LENGTH
            + AlertFiredEncoder.BLOCK_LENGTH
            + 4 * Short.BYTES
            + SymbolTable.MAX_NAME_LENGTH;

    private final SymbolTable symbols;
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AlertFiredEncoder fired = new AlertFiredEncoder();
    private long sequence;
    private long timestampNs;

    /** @param symbols of the engine whose firings they are. */
    public FiringEncoder(final SymbolTable symbols) {
        this.symbols = symbols;
    }

    /** The input that all firings belong to from now on. */
    public void onInput(final long inputSequence, final long inputTimestampNs) {
        sequence = inputSequence;
        timestampNs = inputTimestampNs;
    }

    /** The most bytes that a firing of this alert can take. */
    public static int maxLength(final AlertRecord alert) {
        return FIXED_BYTES + alert.length();
    }

    /** Writes a firing at offset 0 and returns its length. */
    public int encode(final AlertRecord alert, final Firing firing, final MutableDirectBuffer into) {
        final int symbolId = firing.symbolId();
        fired.wrapAndApplyHeader(into, 0, header)
                .sequence(sequence)
                .timestampNs(timestampNs)
                .alertId(alert.alertId())
                .price(firing.price())
                .previous(firing.previous())
                .reference(firing.reference())
                .value(firing.value())
                .exchangeTimeNs(firing.exchangeTimeNs())
                .ordinal(firing.ordinal())
                .version(alert.version())
                .firedCount(alert.firedCount())
                .symbolId(symbolId)
                .condition(alert.condition())
                .decimals((short) firing.decimals())
                .valueDecimals((short) firing.valueDecimals())
                .putSymbolName(symbols.names(), symbols.nameOffset(symbolId), symbols.nameLength(symbolId))
                .putOwner(alert.buffer(), alert.ownerOffset(), alert.ownerLength())
                .putActions(alert.buffer(), alert.actionsOffset(), alert.actionsLength())
                .putMessage(alert.buffer(), alert.messageOffset(), alert.messageLength());
        return fired.limit();
    }
}
