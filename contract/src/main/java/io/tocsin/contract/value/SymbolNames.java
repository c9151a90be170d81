package io.tocsin.contract.value;

import java.text.Normalizer;

/**
 * What a symbol may be called. The engine takes any bytes of that length: whoever brings it names looks at them here.
 */
public final class SymbolNames {
    /** For people. */
    public static final String RULE =
            "must be 1 to 64 bytes of UTF-8 in NFC, out of letters, digits and . _ - / : & ^ = $ @ # + ! ~ ( ) '";

    private static final int MAX_BYTES = 64;
    private static final String SIGNS = "._-/:&^=$@#+!~()'";

    private SymbolNames() {}

    /** Letters and digits are those that the Unicode of the running JDK knows. */
    public static boolean isValid(String name) {
        int bytes = 0;
        int character;
        for (int at = 0; at < name.length() && bytes <= MAX_BYTES; at += Character.charCount(character)) {
            character = name.codePointAt(at);
            if (!Character.isLetterOrDigit(character) && SIGNS.indexOf(character) < 0) {
                return false;
            }
            bytes += bytesOf(character);
        }
        return bytes > 0 && bytes <= MAX_BYTES && Normalizer.isNormalized(name, Normalizer.Form.NFC);
    }

    /** In UTF-8. */
    private static int bytesOf(int character) {
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < Character.MIN_SUPPLEMENTARY_CODE_POINT ? 3 : 4;
    }
}
