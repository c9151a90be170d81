package io.tocsin.engine.series;

import com.fasterxml.jackson.databind.JsonNode;

/** What the engine may not know: the rules must find it. */
public record BrokenEngine(JsonNode json) {}
