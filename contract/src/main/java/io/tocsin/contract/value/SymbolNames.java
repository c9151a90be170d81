package io.tocsin.contract.value;

import java.util.regex.Pattern;

/** What a symbol may be called. */
public final class SymbolNames {
    /** For people. */
    public static final String RULE = "must be 1 to 32 characters out of A-Z a-z 0-9 . _ : / -";

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._:/-]{1,32}");

    private SymbolNames() {}

    public static boolean isValid(String name) {
        return VALID.matcher(name).matches();
    }
}
