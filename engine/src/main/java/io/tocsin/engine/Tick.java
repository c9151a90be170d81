package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ConflatedTickDecoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.TickDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/** The prices, sizes and times of one tick, of one price or conflated. Reused: read it during the call only. */
public final class Tick {
    private static final int MOST_PRICES = 4;
    private static final int HEADER_LENGTH = MessageHeaderDecoder.ENCODED_LENGTH;
    static final int PLAIN_LENGTH = HEADER_LENGTH + PlainTickDecoder.BLOCK_LENGTH;

    private static final long TICK_HEADER = headerOf(TickDecoder.TEMPLATE_ID, TickDecoder.BLOCK_LENGTH);
    private static final byte YES = (byte) Flag.YES.value();
    private static final long PLAIN_HEADER = headerOf(PlainTickDecoder.TEMPLATE_ID, PlainTickDecoder.BLOCK_LENGTH);

    private final long[] prices = new long[MOST_PRICES];
    private int priceCount;
    private int symbolId;
    private int decimals;
    private int count;
    private long low;
    private long high;
    private long size;
    private long bid;
    private long ask;
    private long exchangeTimeNs;
    private boolean isLate;

    /** A message header of this version of the schema, as one number. */
    public static long headerOf(int templateId, int blockLength) {
        return blockLength
                | ((long) templateId << Short.SIZE)
                | ((long) TickDecoder.SCHEMA_ID << (2 * Short.SIZE))
                | ((long) TickDecoder.SCHEMA_VERSION << (3 * Short.SIZE));
    }

    /**
     * Whether this is the header of a tick of one price, laid out as this build does it, which
     * {@link #of(DirectBuffer, int, long)} reads.
     */
    static boolean isOfOnePrice(long header) {
        return (header == PLAIN_HEADER || header == TICK_HEADER) && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    /** Whether this is the header of a {@link PlainTickDecoder}, laid out as this build does it. */
    static boolean isPlain(long header) {
        return header == PLAIN_HEADER;
    }

    static int symbolIdOfPlain(DirectBuffer message, int offset) {
        return message.getInt(
                offset + HEADER_LENGTH + PlainTickDecoder.symbolIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Takes over a tick of one price. Nearly every input is one, so its bounds are checked once and not field by field
     * as by the decoders of the schema, whose offsets these are.
     */
    void of(DirectBuffer message, int offset, long header) {
        if (header == PLAIN_HEADER) {
            ofPlain(message, offset);
        } else {
            ofQuoted(message, offset);
        }
    }

    private void ofPlain(DirectBuffer message, int offset) {
        message.boundsCheck(offset, HEADER_LENGTH + PlainTickDecoder.BLOCK_LENGTH);
        byte[] array = message.byteArray();
        long block = message.addressOffset() + offset + HEADER_LENGTH;
        onePrice(
                UnsafeApi.getInt(array, block + PlainTickDecoder.symbolIdEncodingOffset()),
                UnsafeApi.getByte(array, block + PlainTickDecoder.decimalsEncodingOffset()) & 0xFF,
                UnsafeApi.getLong(array, block + PlainTickDecoder.priceEncodingOffset()),
                UnsafeApi.getLong(array, block + PlainTickDecoder.sizeEncodingOffset()),
                UnsafeApi.getLong(array, block + PlainTickDecoder.exchangeTimeNsEncodingOffset()));
        bid = NULL_VALUE;
        ask = NULL_VALUE;
        isLate = false;
    }

    private void ofQuoted(DirectBuffer message, int offset) {
        message.boundsCheck(offset, HEADER_LENGTH + TickDecoder.BLOCK_LENGTH);
        byte[] array = message.byteArray();
        long block = message.addressOffset() + offset + HEADER_LENGTH;
        onePrice(
                UnsafeApi.getInt(array, block + TickDecoder.symbolIdEncodingOffset()),
                UnsafeApi.getByte(array, block + TickDecoder.decimalsEncodingOffset()) & 0xFF,
                UnsafeApi.getLong(array, block + TickDecoder.priceEncodingOffset()),
                UnsafeApi.getLong(array, block + TickDecoder.sizeEncodingOffset()),
                UnsafeApi.getLong(array, block + TickDecoder.exchangeTimeNsEncodingOffset()));
        bid = UnsafeApi.getLong(array, block + TickDecoder.bidEncodingOffset());
        ask = UnsafeApi.getLong(array, block + TickDecoder.askEncodingOffset());
        isLate = UnsafeApi.getByte(array, block + TickDecoder.lateEncodingOffset()) == YES;
    }

    void of(PlainTickDecoder input) {
        onePrice(input.symbolId(), input.decimals(), input.price(), input.size(), input.exchangeTimeNs());
        bid = NULL_VALUE;
        ask = NULL_VALUE;
        isLate = false;
    }

    void of(TickDecoder input) {
        onePrice(input.symbolId(), input.decimals(), input.price(), input.size(), input.exchangeTimeNs());
        bid = input.bid();
        ask = input.ask();
        isLate = input.lateRaw() == YES;
    }

    private void onePrice(int symbol, int scale, long price, long units, long timeNs) {
        symbolId = symbol;
        decimals = scale;
        prices[0] = price;
        priceCount = 1;
        count = 1;
        low = price;
        high = price;
        size = units;
        exchangeTimeNs = timeNs;
    }

    void of(ConflatedTickDecoder input) {
        symbolId = input.symbolId();
        decimals = input.decimals();
        count = input.count();
        low = input.min();
        high = input.max();
        size = input.volume();
        bid = input.bid();
        ask = input.ask();
        exchangeTimeNs = input.exchangeTimeNs();
        isLate = input.lateRaw() == YES;
        boolean lowFirst = input.minFirst() == Flag.YES;
        prices[0] = input.first();
        priceCount = 1;
        add(lowFirst ? low : high);
        add(lowFirst ? high : low);
        add(input.last());
    }

    private void add(long price) {
        if (price != prices[priceCount - 1]) {
            prices[priceCount++] = price;
        }
    }

    /** How many prices there are to look at, one after the other. */
    int priceCount() {
        return priceCount;
    }

    long price(int index) {
        return prices[index];
    }

    /** Whether it stands for one price alone. */
    boolean isSingle() {
        return priceCount == 1 && count == 1;
    }

    int decimals() {
        return decimals;
    }

    /** Whether low and high enclose the prices, and the tick stands for at least one. */
    boolean isConsistent() {
        return count >= 1 && low <= Math.min(prices[0], price()) && high >= Math.max(prices[0], price()) && low <= high;
    }

    public int symbolId() {
        return symbolId;
    }

    /** Of a conflated tick the first price, else the only one. */
    public long first() {
        return prices[0];
    }

    /** The last price. */
    public long price() {
        return prices[priceCount - 1];
    }

    public long low() {
        return low;
    }

    public long high() {
        return high;
    }

    /** How many it stands for. */
    public int count() {
        return count;
    }

    /** The volume of a conflated one. */
    public long size() {
        return size;
    }

    /** {@code NULL_VALUE} when the tick gives none. */
    public long bid() {
        return bid;
    }

    /** {@code NULL_VALUE} when the tick gives none. */
    public long ask() {
        return ask;
    }

    /** Whether there is a bid or an ask. */
    boolean isQuoted() {
        return bid != NULL_VALUE || ask != NULL_VALUE;
    }

    /** Whether it comes after its time, to fill a gap. */
    boolean isLate() {
        return isLate;
    }

    /** {@code NULL_VALUE} when the feed gave none. */
    public long exchangeTimeNs() {
        return exchangeTimeNs;
    }
}
