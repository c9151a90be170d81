package io.tocsin.gateway.control;

import java.time.Instant;

/**
 * Something that a feed brought and that was kept out.
 *
 * @param position where in the source it is, such as a line.
 */
public record FeedReject(Instant at, String position, String reason) {}
