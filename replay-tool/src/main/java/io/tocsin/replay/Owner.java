package io.tocsin.replay;

/** Who an alert belongs to: a user of a tenant. */
record Owner(String app, String user) {
    /** Takes the name apart by which the engine knows an owner. */
    static Owner of(String name) {
        int end = name.indexOf('\n');
        return new Owner(name.substring(0, Math.max(0, end)), name.substring(end + 1));
    }
}
