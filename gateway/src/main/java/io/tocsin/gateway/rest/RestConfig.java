package io.tocsin.gateway.rest;

import java.net.InetSocketAddress;

/**
 * Where the server listens and what it allows.
 *
 * @param address           port 0 takes any free one.
 * @param ioThreads         that read and write sockets.
 * @param requestsPerSecond of each user.
 * @param burst             how many of these at once after a pause.
 */
public record RestConfig(InetSocketAddress address, int ioThreads, int requestsPerSecond, int burst) {}
