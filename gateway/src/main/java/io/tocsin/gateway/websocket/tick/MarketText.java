package io.tocsin.gateway.websocket.tick;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.SymbolState;
import io.tocsin.engine.projection.Quote;
import io.tocsin.gateway.market.Symbol;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes the text of ticks and snapshots.
 * <p>
 * By hand, since it is done for every tick; nothing is allocated. Symbol names need no escaping by what they are made
 * of. One thread.
 */
final class MarketText {
    private static final byte[] TICK = ascii("{\"type\":\"tick\",\"symbol\":\"");
    private static final byte[] SNAPSHOT = ascii("{\"type\":\"snapshot\",\"symbol\":\"");
    private static final byte[] PRICE = ascii("\",\"price\":\"");
    private static final byte[] LOW = ascii("\",\"low\":\"");
    private static final byte[] HIGH = ascii("\",\"high\":\"");
    private static final byte[] SIZE = ascii("\",\"size\":\"");
    private static final byte[] TIME = ascii("\",\"time\":\"");
    private static final byte[] SEQUENCE = ascii("\",\"sequence\":");
    private static final byte[] COUNT = ascii(",\"count\":");
    private static final byte[] PREVIOUS = ascii(",\"previous\":");
    private static final byte[] PREVIOUS_CLOSE = ascii(",\"previousClose\":");
    private static final byte[] DAY_OPEN = ascii(",\"dayOpen\":");
    private static final byte[] DAY_HIGH = ascii(",\"dayHigh\":");
    private static final byte[] DAY_LOW = ascii(",\"dayLow\":");
    private static final byte[] DAY_VOLUME = ascii(",\"dayVolume\":");
    private static final byte[] BID = ascii(",\"bid\":");
    private static final byte[] ASK = ascii(",\"ask\":");
    private static final byte[] STATE_MESSAGE = ascii("{\"type\":\"state\",\"symbol\":\"");
    private static final byte[] STATE = ascii("\",\"state\":\"");
    private static final byte[] STATE_MEMBER = ascii(",\"state\":\"");
    private static final byte[] NULL = ascii("null");
    private static final Map<SymbolState, byte[]> STATES = states();

    private final byte[] bytes = new byte[TickRecord.MAX_TEXT_LENGTH];
    private int length;

    /** Writes a tick, or several as one; {@link #bytes()} and {@link #length()} then hold it. */
    void encode(Symbol symbol, Conflation tick) {
        length = 0;
        put(TICK);
        putUtf8(symbol.name());
        put(PRICE);
        putDecimal(tick.last(), symbol.decimals());
        if (tick.count() > 1) {
            put(LOW);
            putDecimal(tick.low(), symbol.decimals());
            put(HIGH);
            putDecimal(tick.high(), symbol.decimals());
        }
        put(SIZE);
        putDecimal(tick.size(), Decimals.SIZE_DECIMALS);
        put(TIME);
        putTime(tick.timeNs());
        put(SEQUENCE);
        putDecimal(tick.sequence(), 0);
        if (tick.count() > 1) {
            put(COUNT);
            putDecimal(tick.count(), 0);
        }
        putIfKnown(BID, tick.bid(), symbol.decimals());
        putIfKnown(ASK, tick.ask(), symbol.decimals());
        put('}');
    }

    /** Writes all that is known of a symbol that has a price. */
    void encode(Symbol symbol, Quote quote) {
        int decimals = symbol.decimals();
        length = 0;
        put(SNAPSHOT);
        putUtf8(symbol.name());
        put(PRICE);
        putDecimal(quote.last(), decimals);
        put(TIME);
        putTime(quote.timeNs());
        put(SEQUENCE);
        putDecimal(quote.sequence(), 0);
        putOptional(PREVIOUS, quote.previous(), decimals);
        putOptional(PREVIOUS_CLOSE, quote.previousClose(), decimals);
        putOptional(DAY_OPEN, quote.dayOpen(), decimals);
        putOptional(DAY_HIGH, quote.dayHigh(), decimals);
        putOptional(DAY_LOW, quote.dayLow(), decimals);
        putOptional(DAY_VOLUME, quote.dayVolume(), Decimals.SIZE_DECIMALS);
        putIfKnown(BID, quote.bid(), decimals);
        putIfKnown(ASK, quote.ask(), decimals);
        put(STATE_MEMBER);
        put(STATES.get(symbol.state()));
        put('"');
        put('}');
    }

    /** Writes how far the price of a symbol can be trusted. */
    void encodeState(Symbol symbol) {
        length = 0;
        put(STATE_MESSAGE);
        putUtf8(symbol.name());
        put(STATE);
        put(STATES.get(symbol.state()));
        put(TIME);
        putTime(symbol.stateSinceNs());
        put('"');
        put('}');
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void put(byte[] text) {
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    private void put(char c) {
        bytes[length++] = (byte) c;
    }

    private void putUtf8(String text) {
        int character;
        for (int at = 0; at < text.length(); at += Character.charCount(character)) {
            character = text.codePointAt(at);
            if (character < 0x80) {
                put((char) character);
            } else {
                putBeyondAscii(character);
            }
        }
    }

    private void putBeyondAscii(int character) {
        if (character < 0x800) {
            bytes[length++] = (byte) (0xC0 | (character >> 6));
        } else {
            if (character < Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                bytes[length++] = (byte) (0xE0 | (character >> 12));
            } else {
                bytes[length++] = (byte) (0xF0 | (character >> 18));
                bytes[length++] = (byte) (0x80 | ((character >> 12) & 0x3F));
            }
            bytes[length++] = (byte) (0x80 | ((character >> 6) & 0x3F));
        }
        bytes[length++] = (byte) (0x80 | (character & 0x3F));
    }

    private void putIfKnown(byte[] member, long units, int decimals) {
        if (units != Quote.NULL_VALUE) {
            putOptional(member, units, decimals);
        }
    }

    private void putOptional(byte[] member, long units, int decimals) {
        put(member);
        if (units == Quote.NULL_VALUE) {
            put(NULL);
        } else {
            put('"');
            putDecimal(units, decimals);
            put('"');
        }
    }

    private void putDecimal(long units, int decimals) {
        length = Decimals.encode(units, decimals, bytes, length);
    }

    private void putTime(long timeNs) {
        length = Times.encode(timeNs, bytes, length);
    }

    private static Map<SymbolState, byte[]> states() {
        Map<SymbolState, byte[]> words = new EnumMap<>(SymbolState.class);
        for (SymbolState state : SymbolState.values()) {
            words.put(state, ascii(Words.of(state)));
        }
        return words;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
