package io.tocsin.gateway.websocket;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** As much of JSON Schema as {@code asyncapi.yaml} uses. */
final class Schema {
    private final JsonNode document;

    Schema(final JsonNode document) {
        this.document = document;
    }

    /** What is wrong with the value; empty when it is valid. */
    List<String> faults(final JsonNode schema, final JsonNode value) {
        final List<String> faults = new ArrayList<>();
        check(schema, value, "", faults);
        return faults;
    }

    private void check(final JsonNode schema, final JsonNode value, final String at, final List<String> faults) {
        if (schema.has("$ref")) {
            check(document.at(schema.get("$ref").textValue().substring(1)), value, at, faults);
            return;
        }
        if (schema.has("oneOf")) {
            final long matching = elements(schema.get("oneOf"))
                    .filter(option -> faults(option, value).isEmpty())
                    .count();
            require(matching == 1, at, "matches " + matching + " options", faults);
        }
        if (schema.has("const")) {
            require(schema.get("const").equals(value), at, "is not " + schema.get("const"), faults);
        }
        if (schema.has("enum")) {
            require(elements(schema.get("enum")).anyMatch(value::equals), at, value + " is not allowed", faults);
        }
        if (schema.has("type")) {
            final JsonNode type = schema.get("type");
            final boolean fits = type.isTextual()
                    ? isA(type.textValue(), value)
                    : elements(type).anyMatch(option -> isA(option.textValue(), value));
            require(fits, at, value + " is no " + type, faults);
        }
        if (schema.has("pattern") && value.isTextual()) {
            require(value.textValue().matches(schema.get("pattern").textValue()), at, value + " is malformed", faults);
        }
        if (schema.has("items") && value.isArray()) {
            elements(value).forEach(item -> check(schema.get("items"), item, at + "/-", faults));
        }
        if (value.isObject()) {
            checkMembers(schema, value, at, faults);
        }
    }

    private void checkMembers(final JsonNode schema, final JsonNode value, final String at, final List<String> faults) {
        elements(schema.path("required"))
                .forEach(name -> require(value.has(name.textValue()), at, "lacks " + name, faults));
        value.properties().forEach(member -> {
            final JsonNode known = schema.path("properties").path(member.getKey());
            final String below = at + "/" + member.getKey();
            if (!known.isMissingNode()) {
                check(known, member.getValue(), below, faults);
            } else {
                require(schema.path("additionalProperties").asBoolean(true), below, "is not described", faults);
            }
        });
    }

    private static boolean isA(final String type, final JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new AssertionError("type " + type);
        };
    }

    private static Stream<JsonNode> elements(final JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void require(
            final boolean condition, final String at, final String fault, final List<String> faults) {
        if (!condition) {
            faults.add(at + " " + fault);
        }
    }
}
