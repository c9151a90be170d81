package io.tocsin.gateway.identity;

import java.util.List;

/** What a token can allow. */
public final class Scopes {
    /** One's own alerts and devices; a token that names no scope has this one. */
    public static final String ALERTS = "alerts";
    /** To bring prices. */
    public static final String TICKS_WRITE = "ticks:write";
    /** To configure symbols. */
    public static final String ADMIN = "admin";

    public static final List<String> ALL = List.of(ALERTS, TICKS_WRITE, ADMIN);

    private Scopes() {}
}
