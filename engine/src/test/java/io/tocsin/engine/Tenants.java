package io.tocsin.engine;

import java.util.Arrays;

/** Takes the name apart by which the engine knows an owner, as an input has it in two parts. */
public final class Tenants {
    private Tenants() {}

    public static String tenant(String key) {
        return key.substring(0, Math.max(0, key.indexOf('\n')));
    }

    public static String owner(String key) {
        return key.substring(key.indexOf('\n') + 1);
    }

    public static byte[] tenant(byte[] key) {
        return Arrays.copyOf(key, Math.max(0, separator(key)));
    }

    public static byte[] owner(byte[] key) {
        return Arrays.copyOfRange(key, separator(key) + 1, key.length);
    }

    private static int separator(byte[] key) {
        int at = 0;
        while (at < key.length && key[at] != '\n') {
            at++;
        }
        return at < key.length ? at : -1;
    }
}
