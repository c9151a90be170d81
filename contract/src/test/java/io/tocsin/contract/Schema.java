package io.tocsin.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** As much of JSON Schema as {@code asyncapi.yaml} and {@code openapi.yaml} use. */
public final class Schema {
    private final JsonNode document;

    public Schema(JsonNode document) {
        this.document = document;
    }

    /** What is wrong with the value; empty when it is valid. */
    public List<String> faults(JsonNode schema, JsonNode value) {
        List<String> faults = new ArrayList<>();
        check(schema, value, "", faults);
        return faults;
    }

    /** Returns the members of the value that the schema describes. */
    private Set<String> check(JsonNode schema, JsonNode value, String at, List<String> faults) {
        Set<String> described = new HashSet<>();
        if (schema.has("$ref")) {
            JsonNode target = document.at(schema.get("$ref").textValue().substring(1));
            described.addAll(check(target, value, at, faults));
        }
        checkValue(schema, value, at, faults);
        described.addAll(checkParts(schema, value, at, faults));
        if (value.isArray() && schema.has("items")) {
            elements(value).forEach(item -> check(schema.get("items"), item, at + "/-", faults));
        }
        if (value.isObject()) {
            checkMembers(schema, value, at, described, faults);
        }
        return described;
    }

    /** The schemas that a schema consists of. */
    private Set<String> checkParts(JsonNode schema, JsonNode value, String at, List<String> faults) {
        Set<String> described = new HashSet<>();
        elements(schema.path("allOf")).forEach(part -> described.addAll(check(part, value, at, faults)));
        if (schema.has("oneOf")) {
            List<JsonNode> matching = elements(schema.get("oneOf"))
                    .filter(option -> faults(option, value).isEmpty())
                    .toList();
            require(matching.size() == 1, at, "matches " + matching.size() + " options", faults);
            matching.forEach(option -> described.addAll(check(option, value, at, faults)));
        }
        if (schema.has("not")) {
            require(!faults(schema.get("not"), value).isEmpty(), at, "is what it must not be", faults);
        }
        if (schema.has("if")) {
            boolean holds = faults(schema.get("if"), value).isEmpty();
            if (holds) {
                described.addAll(check(schema.get("if"), value, at, faults));
            }
            described.addAll(check(schema.path(holds ? "then" : "else"), value, at, faults));
        }
        return described;
    }

    private static void checkValue(JsonNode schema, JsonNode value, String at, List<String> faults) {
        if (schema.has("const")) {
            require(schema.get("const").equals(value), at, "is not " + schema.get("const"), faults);
        }
        if (schema.has("enum")) {
            require(elements(schema.get("enum")).anyMatch(value::equals), at, value + " is not allowed", faults);
        }
        if (schema.has("type")) {
            JsonNode type = schema.get("type");
            boolean fits = type.isTextual()
                    ? isA(type.textValue(), value)
                    : elements(type).anyMatch(option -> isA(option.textValue(), value));
            require(fits, at, value + " is no " + type, faults);
        }
        if (schema.has("pattern") && value.isTextual()) {
            require(value.textValue().matches(schema.get("pattern").textValue()), at, value + " is malformed", faults);
        }
        if (value.isNumber()) {
            require(value.longValue() >= schema.path("minimum").asLong(Long.MIN_VALUE), at, "is too small", faults);
            require(value.longValue() <= schema.path("maximum").asLong(Long.MAX_VALUE), at, "is too large", faults);
        }
        if (value.isArray()) {
            require(value.size() >= schema.path("minItems").asInt(0), at, "is too short", faults);
            require(value.size() <= schema.path("maxItems").asInt(Integer.MAX_VALUE), at, "is too long", faults);
        }
    }

    private void checkMembers(JsonNode schema, JsonNode value, String at, Set<String> described, List<String> faults) {
        elements(schema.path("required"))
                .forEach(name -> require(value.has(name.textValue()), at, "lacks " + name, faults));
        boolean isClosed = !schema.path("additionalProperties").asBoolean(true);
        value.properties().forEach(member -> {
            JsonNode known = schema.path("properties").path(member.getKey());
            String below = at + "/" + member.getKey();
            if (!known.isMissingNode()) {
                check(known, member.getValue(), below, faults);
                described.add(member.getKey());
            } else {
                require(!isClosed, below, "is not described", faults);
            }
        });
        if (!schema.path("unevaluatedProperties").asBoolean(true)) {
            value.fieldNames()
                    .forEachRemaining(
                            name -> require(described.contains(name), at + "/" + name, "is not described", faults));
        }
    }

    private static boolean isA(String type, JsonNode value) {
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

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static void require(boolean condition, String at, String fault, List<String> faults) {
        if (!condition) {
            faults.add(at + " " + fault);
        }
    }
}
