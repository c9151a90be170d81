package io.tocsin.engine;

import static io.tocsin.engine.rules.AlertRecord.NULL_VALUE;

import io.tocsin.engine.codec.ConflatedTickDecoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.TickDecoder;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/** The prices, sizes and times of one tick, plain or conflated. Reused: read it during the call only. */
public final class Tick {
    private static final int MOST_PRICES = 4;

    /** The header of a plain tick of this version of the schema, as one number. */
    private static final long PLAIN_HEADER = TickDecoder.BLOCK_LENGTH
            | ((long) TickDecoder.TEMPLATE_ID << Short.SIZE)
            | ((long) TickDecoder.SCHEMA_ID << (2 * Short.SIZE))
            | ((long) TickDecoder.SCHEMA_VERSION << (3 * Short.SIZE));

    private static final int PRICE = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.priceEncodingOffset();
    private static final int SIZE = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.sizeEncodingOffset();
    private static final int TIME = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.exchangeTimeNsEncodingOffset();
    private static final int BID = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.bidEncodingOffset();
    private static final int ASK = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.askEncodingOffset();
    private static final int SYMBOL_ID = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.symbolIdEncodingOffset();
    private static final int DECIMALS = MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.decimalsEncodingOffset();

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

    /** Whether this is a plain tick as this build writes it, which {@link #of(DirectBuffer, int)} reads. */
    static boolean isPlain(DirectBuffer message, int offset) {
        return message.getLong(offset, ByteOrder.LITTLE_ENDIAN) == PLAIN_HEADER
                && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    }

    /**
     * Takes over a plain tick. Nearly every input is one, so its bounds are checked once and not field by field as by
     * the decoder of the schema, whose offsets these are.
     */
    void of(DirectBuffer message, int offset) {
        message.boundsCheck(offset, MessageHeaderDecoder.ENCODED_LENGTH + TickDecoder.BLOCK_LENGTH);
        byte[] array = message.byteArray();
        long address = message.addressOffset() + offset;
        long price = UnsafeApi.getLong(array, address + PRICE);
        symbolId = UnsafeApi.getInt(array, address + SYMBOL_ID);
        decimals = UnsafeApi.getByte(array, address + DECIMALS) & 0xFF;
        prices[0] = price;
        priceCount = 1;
        count = 1;
        low = price;
        high = price;
        size = UnsafeApi.getLong(array, address + SIZE);
        bid = UnsafeApi.getLong(array, address + BID);
        ask = UnsafeApi.getLong(array, address + ASK);
        exchangeTimeNs = UnsafeApi.getLong(array, address + TIME);
    }

    void of(TickDecoder input) {
        long price = input.price();
        symbolId = input.symbolId();
        decimals = input.decimals();
        prices[0] = price;
        priceCount = 1;
        count = 1;
        low = price;
        high = price;
        size = input.size();
        bid = input.bid();
        ask = input.ask();
        exchangeTimeNs = input.exchangeTimeNs();
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

    /** {@code NULL_VALUE} when the feed gave none. */
    public long exchangeTimeNs() {
        return exchangeTimeNs;
    }
}
