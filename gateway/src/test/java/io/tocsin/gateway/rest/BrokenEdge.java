package io.tocsin.gateway.rest;

import io.tocsin.gateway.http.BrokenWalls;
import io.tocsin.gateway.websocket.server.WebSocketServer;

/** What no edge may do: the rules must find it. */
public final class BrokenEdge {
    private BrokenEdge() {}

    record MeetsAnotherEdge(WebSocketServer other) {}

    /** Back and forth. */
    public record Cycle(BrokenWalls.Cycle other) {}
}
