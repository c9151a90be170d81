package io.tocsin.contract.tick;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.contract.value.Decimals;

/**
 * Reads ticks that are plainly good, one after the other and straight from the bytes of a body, with no object for any
 * of them: members known and there once, names of symbols without escapes, numbers of up to 18 digits.
 * <p>
 * Whatever else a body holds, be it right or wrong, ends the reading before the body is {@linkplain #isWhole whole}.
 * Then nothing that was read counts, and {@link TickRequests} reads all of it: that alone says what is wrong. What both
 * read, they read alike, but for the names of symbols: here those are any bytes, so that the caller must know them.
 * <p>
 * One thread, once. It holds nothing but the body.
 */
public final class PlainTicks {
    /** Names, behind their first quotation mark. */
    private static final byte[] TICKS = ascii("ticks\"");

    /** In the order of their bits. */
    private static final byte[][] MEMBERS = {
        ascii("symbol\""), ascii("price\""), ascii("size\""), ascii("time\""), ascii("bid\""), ascii("ask\"")
    };

    private static final int SYMBOL = 0;
    private static final int PRICE = 1;
    private static final int SIZE = 2;
    private static final int TIME = 3;
    private static final int BID = 4;
    private static final int ASK = 5;
    private static final int NONE = -1;
    private static final int REQUIRED = 1 << SYMBOL | 1 << PRICE;

    private final byte[] body;
    private final PlainText text;
    private final boolean isLines;
    private final int maxTicks;
    private int count;
    private boolean isOver;
    private boolean isWhole;

    /** A bit for each member that the tick names, and in {@link #given} for each that is not {@code null}. */
    private int named;

    private int given;

    private int symbolStart;
    private int symbolEnd;
    private long price;
    private int priceScale;
    private long bid;
    private int bidScale;
    private long ask;
    private int askScale;
    private long size;
    private long timeNs;

    private PlainTicks(byte[] body, int maxTicks, boolean isLines) {
        this.body = body;
        this.isLines = isLines;
        this.maxTicks = Math.min(TickRequests.MAX_TICKS, maxTicks);
        text = new PlainText(body, isLines);
    }

    /** Reads what {@link TickRequests#readObject(byte[], int)} does. */
    public static PlainTicks ofObject(byte[] body, int maxTicks) {
        return new PlainTicks(body, maxTicks, false);
    }

    /** Reads what {@link TickRequests#readLines(byte[], int)} does. */
    public static PlainTicks ofLines(byte[] body, int maxTicks) {
        return new PlainTicks(body, maxTicks, true);
    }

    /** Reads one more; false at the end of the body, or where it is not plain. */
    public boolean next() {
        if (isOver) {
            return false;
        }
        boolean isTick = isLines ? nextLine() : nextElement();
        count++;
        isOver = !isTick || count > maxTicks;
        return !isOver;
    }

    /** Whether all of the body was read, and all of it was plain. */
    public boolean isWhole() {
        return isWhole;
    }

    /** How long the body is. */
    public int lengthBytes() {
        return body.length;
    }

    /** Holds the symbol's name from {@link #symbolStart} to {@link #symbolEnd}; it must not be changed. */
    public byte[] body() {
        return body;
    }

    public int symbolStart() {
        return symbolStart;
    }

    public int symbolEnd() {
        return symbolEnd;
    }

    /** In units of 10^-decimals, rounded half-even; the nearest {@code long} when it is out of range. */
    public long price(int decimals) {
        return Decimals.rescale(price, priceScale, decimals);
    }

    public boolean hasBid() {
        return isIn(given, BID);
    }

    /** As {@link #price}. */
    public long bid(int decimals) {
        return Decimals.rescale(bid, bidScale, decimals);
    }

    public boolean hasAsk() {
        return isIn(given, ASK);
    }

    /** As {@link #price}. */
    public long ask(int decimals) {
        return Decimals.rescale(ask, askScale, decimals);
    }

    /** As {@link TickRequest#size}. */
    public long size() {
        return size;
    }

    /** As {@link TickRequest#exchangeTimeNs}. */
    public long timeNs() {
        return timeNs;
    }

    private boolean nextElement() {
        boolean isFirst = count == 0;
        if (isFirst && !(text.take('{') && text.take('"') && text.take(TICKS) && text.take(':') && text.take('['))) {
            return false;
        }
        if (text.take(']')) {
            isWhole = text.take('}') && text.isAtEnd();
            return false;
        }
        return (isFirst || text.take(',')) && readTick();
    }

    /** Each line that is not blank is a tick. */
    private boolean nextLine() {
        boolean isLine = count == 0;
        while (text.take('\n')) {
            isLine = true;
        }
        if (text.isAtEnd()) {
            isWhole = true;
            return false;
        }
        return isLine && readTick();
    }

    private boolean readTick() {
        if (!text.take('{')) {
            return false;
        }
        named = 0;
        given = 0;
        size = 0;
        timeNs = TickRequest.NULL_VALUE;
        do {
            int member = text.take('"') ? memberAhead() : NONE;
            if (member == NONE || isIn(named, member) || !text.take(MEMBERS[member]) || !text.take(':')) {
                return false;
            }
            named |= 1 << member;
            if (!text.takeNull()) {
                if (!read(member)) {
                    return false;
                }
                given |= 1 << member;
            }
        } while (text.take(','));
        return text.take('}') && (given & REQUIRED) == REQUIRED;
    }

    /** The only member that it can be. */
    private int memberAhead() {
        return switch (text.peek(0)) {
            case 's' -> text.peek(1) == 'y' ? SYMBOL : SIZE;
            case 'p' -> PRICE;
            case 't' -> TIME;
            case 'b' -> BID;
            case 'a' -> ASK;
            default -> NONE;
        };
    }

    private boolean read(int member) {
        return switch (member) {
            case SYMBOL -> readSymbol();
            case PRICE -> readPrice();
            case SIZE -> readSize();
            case TIME -> readTime();
            case BID -> readBid();
            default -> readAsk();
        };
    }

    private boolean readSymbol() {
        boolean isText = text.readText();
        symbolStart = text.textStart();
        symbolEnd = text.textEnd();
        return isText;
    }

    private boolean readPrice() {
        boolean isDecimal = text.readDecimal();
        price = text.mantissa();
        priceScale = text.scale();
        return isDecimal;
    }

    private boolean readBid() {
        boolean isDecimal = text.readDecimal();
        bid = text.mantissa();
        bidScale = text.scale();
        return isDecimal;
    }

    private boolean readAsk() {
        boolean isDecimal = text.readDecimal();
        ask = text.mantissa();
        askScale = text.scale();
        return isDecimal;
    }

    private boolean readSize() {
        if (!text.readDecimal()) {
            return false;
        }
        size = Decimals.rescale(text.mantissa(), text.scale(), Decimals.SIZE_DECIMALS);
        return size >= 0 && size <= Decimals.MAX_PRICE;
    }

    private boolean readTime() {
        boolean isTime = text.readTime();
        timeNs = text.timeNs();
        return isTime;
    }

    private static boolean isIn(int members, int member) {
        return (members & 1 << member) != 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
