package io.tocsin.engine.rules;

import io.tocsin.engine.codec.Platform;

/** A push token and what it runs on. */
public record Device(Platform platform, String token) {}
