package io.tocsin.engine.wire;

import io.tocsin.engine.codec.AcknowledgeEventEncoder;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Channel;
import io.tocsin.engine.codec.ClockEncoder;
import io.tocsin.engine.codec.ConfigureSymbolEncoder;
import io.tocsin.engine.codec.ConflatedTickEncoder;
import io.tocsin.engine.codec.CreateAlertEncoder;
import io.tocsin.engine.codec.DeleteAlertEncoder;
import io.tocsin.engine.codec.DeliveryOutcome;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.GapChange;
import io.tocsin.engine.codec.MarkSymbolEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickEncoder;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RecordDeliveryEncoder;
import io.tocsin.engine.codec.RecordGapEncoder;
import io.tocsin.engine.codec.RegisterDeviceEncoder;
import io.tocsin.engine.codec.RegisterSymbolEncoder;
import io.tocsin.engine.codec.RemoveDeviceEncoder;
import io.tocsin.engine.codec.ReplaceAlertEncoder;
import io.tocsin.engine.codec.SetAlertStatusEncoder;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.codec.SourceProgressEncoder;
import io.tocsin.engine.codec.SymbolMark;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.port.Limits;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Encodes inputs in the present version of the schema, each with its message header, where the caller wants it. What
 * asks for an answer bears a correlation id, which is 0 where nobody waits for one.
 * <p>
 * One thread; ticks are encoded without allocation. Every method returns where the input ends.
 */
public final class InputEncoder {
    /** Stands for whatever version an alert has. */
    public static final int ANY_VERSION = ReplaceAlertEncoder.expectedVersionNullValue();
    /** Stands for a session or a feed that is not there any more. */
    public static final String NONE = "-";
    /** Stands for a price or a time that is not there. */
    public static final long ABSENT = TickEncoder.bidNullValue();

    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TickEncoder tick = new TickEncoder();
    private final PlainTickEncoder plainTick = new PlainTickEncoder();
    private final ClockEncoder clock = new ClockEncoder();
    private MutableDirectBuffer buffer;
    private int offset;
    private long correlationId;

    /** A user of a tenant. */
    public record User(String tenant, String owner) {
        /** From the key by which the engine knows both. */
        public static User of(String key) {
            int end = key.indexOf('\n');
            return new User(key.substring(0, Math.max(0, end)), key.substring(end + 1));
        }
    }

    /** An event that fired at an input. */
    public record Event(long sequence, int ordinal) {}

    /**
     * Several prices of a symbol as one: first, then low and high in their order, then last.
     *
     * @param volume in units of 10^-8.
     * @param count  how many it stands for.
     * @param bid    {@link #ABSENT} when unknown, as is ask.
     */
    public record Conflated(
            long first,
            long low,
            long high,
            long last,
            boolean isLowFirst,
            long volume,
            int count,
            long bid,
            long ask) {
        /** Without a quote. */
        public Conflated(long first, long low, long high, long last, boolean isLowFirst, long volume, int count) {
            this(first, low, high, last, isLowFirst, volume, count, ABSENT, ABSENT);
        }

        /** The same with a quote. */
        public Conflated quoted(long newBid, long newAsk) {
            return new Conflated(first, low, high, last, isLowFirst, volume, count, newBid, newAsk);
        }
    }

    /** A definition, encoded as an {@code AlertDefinition} with its header from the start of a buffer on. */
    public record Definition(DirectBuffer buffer, int length) {}

    /** The next input goes here; one that is to come after it must be announced again. */
    public InputEncoder wrap(MutableDirectBuffer into, int at, long inputCorrelationId) {
        buffer = into;
        offset = at;
        correlationId = inputCorrelationId;
        return this;
    }

    public int clock() {
        return clock.wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .limit();
    }

    public int setLimits(Limits limits) {
        return new SetLimitsEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .maxAlerts(limits.maxAlerts())
                .maxSymbols(limits.maxSymbols())
                .maxAlertsPerOwner(limits.maxAlertsPerOwner())
                .maxSeries(limits.maxSeries())
                .maxSeriesPerSymbol(limits.maxSeriesPerSymbol())
                .maxKeysPerOwner(limits.maxKeysPerOwner())
                .maxKeys(limits.maxKeys())
                .limit();
    }

    /**
     * A price with its quote: a {@code PlainTick} where there is none and nobody waits for the outcome, else a
     * {@code Tick}.
     *
     * @param price          in units of 10^-decimals, as are bid and ask.
     * @param size           in units of 10^-8.
     * @param exchangeTimeNs {@link #ABSENT} when unknown, as are bid and ask.
     */
    public int tick(int symbolId, int decimals, long price, long size, long exchangeTimeNs, long bid, long ask) {
        if (bid == ABSENT && ask == ABSENT && correlationId == 0) {
            return plainTick(symbolId, decimals, price, size, exchangeTimeNs);
        }
        return quotedTick(symbolId, decimals, price, size, exchangeTimeNs)
                .bid(bid)
                .ask(ask)
                .late(Flag.NO)
                .limit();
    }

    /** A price that fills a gap, after its time; otherwise as {@link #tick}. */
    public int lateTick(int symbolId, int decimals, long price, long size, long exchangeTimeNs) {
        return quotedTick(symbolId, decimals, price, size, exchangeTimeNs)
                .bid(ABSENT)
                .ask(ABSENT)
                .late(Flag.YES)
                .limit();
    }

    private TickEncoder quotedTick(int symbolId, int decimals, long price, long size, long exchangeTimeNs) {
        return tick.wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .price(price)
                .size(size)
                .exchangeTimeNs(exchangeTimeNs)
                .symbolId(symbolId)
                .decimals((short) decimals);
    }

    private int plainTick(int symbolId, int decimals, long price, long size, long exchangeTimeNs) {
        return plainTick
                .wrapAndApplyHeader(buffer, offset, header)
                .price(price)
                .size(size)
                .exchangeTimeNs(exchangeTimeNs)
                .symbolId(symbolId)
                .decimals((short) decimals)
                .limit();
    }

    /** Several prices as one, which are looked at as their record says. */
    public int conflatedTick(int symbolId, int decimals, Conflated prices, long exchangeTimeNs) {
        return new ConflatedTickEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .first(prices.first)
                .min(prices.low)
                .max(prices.high)
                .last(prices.last)
                .volume(prices.volume)
                .bid(prices.bid)
                .ask(prices.ask)
                .exchangeTimeNs(exchangeTimeNs)
                .count(prices.count)
                .symbolId(symbolId)
                .decimals((short) decimals)
                .minFirst(prices.isLowFirst ? Flag.YES : Flag.NO)
                .late(Flag.NO)
                .limit();
    }

    /** Trades are missing of a symbol, or are no more: those with these ids, as their source numbers them. */
    public int recordGap(int symbolId, GapChange change, long firstId, long lastId) {
        return new RecordGapEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .firstId(firstId)
                .lastId(lastId)
                .symbolId(symbolId)
                .change(change)
                .limit();
    }

    /**
     * Says how far a symbol's price can be trusted.
     *
     * @param asOfNs of the last tick that is known of; {@link #ABSENT} for none.
     */
    public int markSymbol(int symbolId, SymbolMark mark, long asOfNs) {
        return new MarkSymbolEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .asOfNs(asOfNs)
                .symbolId(symbolId)
                .mark(mark)
                .limit();
    }

    public int registerSymbol(String name) {
        RegisterSymbolEncoder encoder = new RegisterSymbolEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .symbolName(name);
        return encoder.limit();
    }

    /** What is {@link #ABSENT} keeps its value; so do decimals below 0, and an empty session or feed. */
    public int configureSymbol(
            String name, long maxJumpPpm, long dayRollNs, int decimals, String session, String feed) {
        ConfigureSymbolEncoder encoder = new ConfigureSymbolEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .maxJumpPpm(maxJumpPpm)
                .dayRollNs(dayRollNs)
                .decimals(decimals < 0 ? ConfigureSymbolEncoder.decimalsNullValue() : (short) decimals)
                .symbolName(name)
                .session(session)
                .feed(feed);
        return encoder.limit();
    }

    /**
     * Wants an alert, once for each key.
     *
     * @param key        empty for none; {@code hashHigh} and {@code hashLow} are of the request that it stands for.
     * @param batchIndex of the alert, where the key stands for a batch; else 0.
     */
    public int createAlert(User user, Definition definition, String key, long hashHigh, long hashLow, int batchIndex) {
        CreateAlertEncoder encoder = new CreateAlertEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .bodyHashHigh(hashHigh)
                .bodyHashLow(hashLow)
                .batchIndex(batchIndex)
                .owner(user.owner())
                .idempotencyKey(key)
                .putDefinition(definition.buffer(), 0, definition.length())
                .tenant(user.tenant());
        return encoder.limit();
    }

    public int replaceAlert(User user, long alertId, int expectedVersion, Definition definition) {
        ReplaceAlertEncoder encoder = new ReplaceAlertEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .alertId(alertId)
                .expectedVersion(expectedVersion)
                .owner(user.owner())
                .putDefinition(definition.buffer(), 0, definition.length())
                .tenant(user.tenant());
        return encoder.limit();
    }

    public int setAlertStatus(User user, long alertId, int expectedVersion, AlertStatus status) {
        SetAlertStatusEncoder encoder = new SetAlertStatusEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .alertId(alertId)
                .status(status)
                .expectedVersion(expectedVersion)
                .owner(user.owner())
                .tenant(user.tenant());
        return encoder.limit();
    }

    public int deleteAlert(User user, long alertId, int expectedVersion) {
        DeleteAlertEncoder encoder = new DeleteAlertEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .alertId(alertId)
                .expectedVersion(expectedVersion)
                .owner(user.owner())
                .tenant(user.tenant());
        return encoder.limit();
    }

    public int registerDevice(User user, Platform platform, String token) {
        RegisterDeviceEncoder encoder = new RegisterDeviceEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .platform(platform)
                .owner(user.owner())
                .token(token)
                .tenant(user.tenant());
        return encoder.limit();
    }

    public int removeDevice(User user, String token) {
        RemoveDeviceEncoder encoder = new RemoveDeviceEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .owner(user.owner())
                .token(token)
                .tenant(user.tenant());
        return encoder.limit();
    }

    public int acknowledgeEvent(User user, Event event, Channel channel) {
        AcknowledgeEventEncoder encoder = new AcknowledgeEventEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .eventSequence(event.sequence())
                .eventOrdinal(event.ordinal())
                .channel(channel)
                .tenant(user.tenant())
                .owner(user.owner());
        return encoder.limit();
    }

    /**
     * What became of an event on its way to one target.
     *
     * @param target a device token, a URL.
     */
    public int recordDelivery(
            User user, Event event, Channel channel, DeliveryOutcome outcome, int attempts, String target) {
        RecordDeliveryEncoder encoder = new RecordDeliveryEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .eventSequence(event.sequence())
                .eventOrdinal(event.ordinal())
                .attempts(attempts)
                .channel(channel)
                .outcome(outcome)
                .tenant(user.tenant())
                .owner(user.owner())
                .target(target);
        return encoder.limit();
    }

    /**
     * A source that numbers its ticks has brought those up to here. It comes right behind the last of them, in the same
     * request, which must fit into a record of the journal.
     *
     * @param source   at most 512 bytes.
     * @param sequence of the last tick; 0 asks how far the source got.
     */
    public int sourceProgress(String source, long sequence) {
        SourceProgressEncoder encoder = new SourceProgressEncoder()
                .wrapAndApplyHeader(buffer, offset, header)
                .correlationId(correlationId)
                .sourceSequence(sequence)
                .source(source);
        return encoder.limit();
    }
}
