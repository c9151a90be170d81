package io.tocsin.gateway.feed.simulator;

import io.tocsin.gateway.feed.FeedConfig;

/**
 * What a simulated market is like.
 *
 * @param seed           of all that is random: the same one makes the same ticks.
 * @param symbols        at least 1; they are called by the prefix and their number from 1 on.
 * @param ticksPerSecond of all symbols, in a calm market; 0 for as fast as they are taken.
 * @param bursts         whether the market is twenty times as busy now and then, for a second or so.
 * @param halts          whether symbols stop trading now and then, for some seconds, and come back at another price.
 */
public record SimulatorConfig(
        String name, long seed, int symbols, String prefix, int ticksPerSecond, boolean bursts, boolean halts)
        implements FeedConfig {
    @Override
    public SimulatorFeed feed() {
        return new SimulatorFeed(this);
    }
}
