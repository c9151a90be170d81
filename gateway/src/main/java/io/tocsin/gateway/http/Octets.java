package io.tocsin.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;

/** The classes of bytes in RFC 9110, RFC 9112 and RFC 3986. */
final class Octets {
    static final byte CR = '\r';
    static final byte LF = '\n';
    static final byte SP = ' ';
    static final byte HTAB = '\t';

    private static final String ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String SUB_DELIMS = "!$&'()*+,;=";
    private static final boolean[] TOKEN = table(ALPHANUMERIC + "!#$%&'*+-.^_`|~");
    private static final boolean[] REG_NAME = table(ALPHANUMERIC + "-._~" + SUB_DELIMS);
    /** Beside those of a URI what browsers do not escape in one. */
    private static final boolean[] TARGET = table(ALPHANUMERIC + "-._~" + SUB_DELIMS + ":@/?[]" + "^`{|}");

    private Octets() {}

    static boolean isToken(byte octet) {
        return octet >= 0 && TOKEN[octet];
    }

    /** As it is; an escape begins with a percent sign, which is none of these. */
    static boolean isTarget(byte octet) {
        return octet >= 0 && TARGET[octet];
    }

    static boolean isRegName(byte octet) {
        return octet >= 0 && REG_NAME[octet];
    }

    /** Visible, blank, or beyond ASCII. */
    static boolean isFieldContent(byte octet) {
        return octet < 0 || (octet >= SP && octet != 0x7F) || octet == HTAB;
    }

    static boolean isBlank(byte octet) {
        return octet == SP || octet == HTAB;
    }

    static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    static boolean isHexDigit(byte octet) {
        return isDigit(octet) || (octet >= 'A' && octet <= 'F') || (octet >= 'a' && octet <= 'f');
    }

    /** For people: the character, or its number where it cannot be seen. */
    static String describe(byte octet) {
        return octet > SP && octet < 0x7F ? "'" + (char) octet + "'" : String.format(Locale.ROOT, "0x%02X", octet);
    }

    static String text(ByteBuffer in, int from, int to) {
        byte[] octets = new byte[to - from];
        in.get(from, octets);
        return new String(octets, ISO_8859_1);
    }

    private static boolean[] table(String members) {
        boolean[] table = new boolean[128];
        members.chars().forEach(member -> table[member] = true);
        return table;
    }
}
