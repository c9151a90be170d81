package io.tocsin.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.DeleteAlertEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.rules.AlertRecord;
import org.agrona.concurrent.UnsafeBuffer;

/** Encodes inputs for tests without allocating: {@link #buffer} from 0 holds the last one. */
public final class Messages {
    private static final byte[] OWNER = "default\nalice".getBytes(UTF_8);
    private static final byte[] NONE = {};

    public final UnsafeBuffer buffer = new UnsafeBuffer(new byte[4096]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TickEncoder tick = new TickEncoder();
    private final CreateAlertEncoder create = new CreateAlertEncoder();
    private final DeleteAlertEncoder delete = new DeleteAlertEncoder();

    /** Returns the length. */
    public int tick(final long correlationId, final int symbolId, final long price) {
        return tick.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(correlationId)
                .price(price)
                .size(1)
                .exchangeTimeNs(AlertRecord.NULL_VALUE)
                .symbolId(symbolId)
                .decimals((short) SymbolTable.DEFAULT_DECIMALS)
                .limit();
    }

    /** Returns the length. */
    public int create(final ConditionType condition, final TriggerMode mode, final byte[] symbol, final long level) {
        create.wrapAndApplyHeader(buffer, 0, header)
                .correlationId(1)
                .low(level)
                .high(AlertRecord.NULL_VALUE)
                .reset(AlertRecord.NULL_VALUE)
                .cooldownNs(0)
                .expiresAtNs(AlertRecord.NULL_VALUE)
                .condition(condition)
                .mode(mode)
                .decimals((short) SymbolTable.DEFAULT_DECIMALS);
        create.putOwner(OWNER, 0, OWNER.length)
                .putSymbolName(symbol, 0, symbol.length)
                .putActions(NONE, 0, 0)
                .putMessage(NONE, 0, 0)
                .putIdempotencyKey(NONE, 0, 0);
        return create.limit();
    }

    /** Returns the length. */
    public int delete(final long alertId) {
        delete.wrapAndApplyHeader(buffer, 0, header).correlationId(1).alertId(alertId);
        return delete.putOwner(OWNER, 0, OWNER.length).limit();
    }
}
