package io.tocsin.contract.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * Reads the members of a JSON object in a request and notes what is wrong with them, by JSON pointer. A member that is
 * {@code null} counts as absent. One thread.
 */
public final class RequestObject {
    private final ObjectNode node;
    private final boolean isObject;
    private final String pointer;
    private final FieldErrors errors;
    private final Set<String> known = new HashSet<>();

    /** @param pointer of the value itself; empty for the whole body. */
    public RequestObject(JsonNode value, String pointer, FieldErrors errors) {
        this.pointer = pointer;
        this.errors = errors;
        isObject = value instanceof ObjectNode;
        node = isObject ? (ObjectNode) value : JsonNodeFactory.instance.objectNode();
        if (!isObject) {
            errors.add(pointer, "must be an object");
        }
    }

    /** Whether the member is there, be it {@code null}. */
    public boolean has(String name) {
        return node.has(name);
    }

    public String pointer(String name) {
        return pointer + '/' + name.replace("~", "~0").replace("/", "~1");
    }

    /** Notes what is wrong with the object itself. */
    public void error(String detail) {
        errors.add(pointer, detail);
    }

    public void error(String name, String detail) {
        errors.add(pointer(name), detail);
    }

    /** The member, of any type. */
    public Optional<JsonNode> value(String name) {
        known.add(name);
        return Optional.ofNullable(node.get(name)).filter(value -> !value.isNull());
    }

    /** Notes an error when the member is absent; for members that are read by another call as well. */
    public void require(String name) {
        if (isObject && value(name).isEmpty()) {
            error(name, "is required");
        }
    }

    public Optional<String> text(String name) {
        return typed(name, JsonNode::isTextual, "must be a string").map(JsonNode::textValue);
    }

    /** A word that one of these constants has as its name outside. */
    public <E extends Enum<E>> Optional<E> word(String name, Set<E> allowed) {
        Optional<String> text = text(name);
        Optional<E> word = text.flatMap(given -> Words.find(given, allowed));
        if (text.isPresent() && word.isEmpty()) {
            error(name, Words.rule(allowed));
        }
        return word;
    }

    public boolean isObject(String name) {
        return value(name).filter(JsonNode::isObject).isPresent();
    }

    public Optional<RequestObject> object(String name) {
        return value(name).map(value -> new RequestObject(value, pointer(name), errors));
    }

    /** An array of objects. */
    public Optional<List<RequestObject>> objects(String name) {
        return array(name)
                .map(array -> IntStream.range(0, array.size())
                        .mapToObj(i -> new RequestObject(array.get(i), pointer(name) + '/' + i, errors))
                        .toList());
    }

    public Optional<List<JsonNode>> array(String name) {
        return typed(name, JsonNode::isArray, "must be an array")
                .map(array -> StreamSupport.stream(array.spliterator(), false).toList());
    }

    /** A number, or a string that holds one. */
    public Optional<BigDecimal> decimal(String name) {
        Optional<JsonNode> value = value(name);
        Optional<BigDecimal> decimal = value.flatMap(RequestObject::decimal);
        if (value.isPresent() && decimal.isEmpty()) {
            error(name, "must be a decimal number of " + Decimals.TEXT_RULE + ", or a string with one");
        }
        return decimal;
    }

    /** A whole number within bounds. */
    public OptionalInt integer(String name, int min, int max) {
        Optional<BigDecimal> number = decimal(name);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = Decimals.toUnits(number.get(), 0);
        if (!Decimals.isExact(number.get(), 0) || value < min || value > max) {
            error(name, "must be a whole number from " + min + " to " + max);
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) value);
    }

    /** An RFC 3339 time, in nanoseconds since the epoch. */
    public OptionalLong time(String name) {
        return parsed(name, Times::parse, Times.RULE);
    }

    /** An ISO 8601 duration without a sign, in nanoseconds. */
    public OptionalLong duration(String name) {
        return parsed(
                name,
                length -> length.startsWith("-") ? OptionalLong.empty() : Times.parseDuration(length),
                Times.DURATION_RULE);
    }

    /** An ISO 8601 duration, in nanoseconds; a negative one has its sign in front of all. */
    public OptionalLong signedDuration(String name) {
        return parsed(name, Times::parseDuration, Times.DURATION_RULE + ", or with a minus in front");
    }

    private OptionalLong parsed(String name, Function<String, OptionalLong> parser, String rule) {
        Optional<String> text = text(name);
        OptionalLong value = text.map(parser).orElse(OptionalLong.empty());
        if (text.isPresent() && value.isEmpty()) {
            error(name, rule);
        }
        return value;
    }

    /** Members that may be there, although nothing asks for them. */
    public void allow(String... names) {
        known.addAll(List.of(names));
    }

    /** Notes an error for each member that nothing has asked for. */
    public void rejectUnknown() {
        rejectUnknown(Set.of(), "");
    }

    /** Notes an error for each member that nothing has asked for; {@code detail} if it is known elsewhere. */
    public void rejectUnknown(Set<String> elsewhere, String detail) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                error(name, elsewhere.contains(name) ? detail : "is not known here");
            }
        });
    }

    private Optional<JsonNode> typed(String name, Predicate<JsonNode> type, String detail) {
        Optional<JsonNode> value = value(name);
        Optional<JsonNode> typed = value.filter(type);
        if (value.isPresent() && typed.isEmpty()) {
            error(name, detail);
        }
        return typed;
    }

    private static Optional<BigDecimal> decimal(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.decimalValue());
        }
        return value.isTextual() ? Decimals.parse(value.textValue()) : Optional.empty();
    }
}
