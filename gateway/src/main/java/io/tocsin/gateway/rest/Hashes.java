package io.tocsin.gateway.rest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes of requests and answers. */
final class Hashes {
    private Hashes() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
