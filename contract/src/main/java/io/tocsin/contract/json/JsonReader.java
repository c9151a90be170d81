package io.tocsin.contract.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tocsin.contract.value.Decimals;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the tree of one text, and keeps a list of what in it no request may hold. One thread, once. */
final class JsonReader {
    private static final int MAX_DEPTH = 32;

    private final JsonParser parser;
    private final int firstLine;
    private final List<JsonText.Fault> faults = new ArrayList<>();

    /** @param firstLine the number of the text's first line. */
    JsonReader(JsonParser parser, int firstLine) {
        this.parser = parser;
        this.firstLine = firstLine;
    }

    JsonText read() throws ProblemException, IOException {
        try {
            if (parser.nextToken() == null) {
                throw notJson(parser.currentLocation(), "there is no value");
            }
            JsonNode value = readValue(1);
            if (parser.nextToken() != null) {
                throw notJson(parser.currentTokenLocation(), "something follows the value");
            }
            return new JsonText(value, faults);
        } catch (JsonEOFException cutOff) {
            throw notJson(cutOff.getLocation(), "the text ends too early");
        } catch (StreamConstraintsException farTooDeep) {
            JsonText.throwIfAny(faults);
            throw new IllegalStateException("a bound of the parser is closer than ours", farTooDeep);
        } catch (JsonProcessingException broken) {
            throw notJson(broken.getLocation(), "this is not JSON");
        }
    }

    private JsonNode readValue(int depth) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> depth > MAX_DEPTH ? skipTooDeep() : readObject(depth);
            case START_ARRAY -> depth > MAX_DEPTH ? skipTooDeep() : readArray(depth);
            case VALUE_STRING -> readText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> readNumber();
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.instance;
            default -> throw new IllegalStateException("no value begins with " + parser.currentToken());
        };
    }

    private JsonNode readObject(int depth) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            checkSurrogates(name);
            boolean isTwice = object.has(name);
            if (isTwice) {
                noteNotJson("a name is there twice in one object");
            }
            parser.nextToken();
            JsonNode value = readValue(depth + 1);
            if (!isTwice) {
                object.set(name, value);
            }
        }
        return object;
    }

    private JsonNode readArray(int depth) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (!parser.nextToken().isStructEnd()) {
            array.add(readValue(depth + 1));
        }
        return array;
    }

    private JsonNode skipTooDeep() throws IOException {
        String pointer = parser.getParsingContext().getParent().pathAsPointer().toString();
        faults.add(new JsonText.Fault(pointer, true, "must not lie deeper than " + MAX_DEPTH + " arrays and objects"));
        parser.skipChildren();
        return NullNode.instance;
    }

    private JsonNode readText() throws IOException {
        String text = parser.getText();
        checkSurrogates(text);
        return TextNode.valueOf(text);
    }

    /** Exactly, and never a number whose digits or exponent would cost more than those of others. */
    private JsonNode readNumber() throws IOException {
        boolean isShort = parser.getTextLength() <= Decimals.MAX_TEXT_LENGTH;
        Optional<BigDecimal> number = isShort ? Decimals.parse(parser.getText()) : Optional.empty();
        if (number.isEmpty()) {
            String pointer = parser.getParsingContext().pathAsPointer().toString();
            faults.add(new JsonText.Fault(pointer, true, "must be a number of " + Decimals.TEXT_RULE));
            return NullNode.instance;
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.getNumberType()) {
            case INT -> nodes.numberNode(parser.getIntValue());
            case LONG -> nodes.numberNode(parser.getLongValue());
            case BIG_INTEGER -> nodes.numberNode(parser.getBigIntegerValue());
            default -> nodes.numberNode(number.get());
        };
    }

    /** Escapes can name what UTF-8 cannot hold. */
    private void checkSurrogates(String text) throws IOException {
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            boolean isPair = Character.isHighSurrogate(unit)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1));
            if (isPair) {
                at++;
            } else if (Character.isSurrogate(unit)) {
                noteNotJson("a string or a name holds half a surrogate pair");
                return;
            }
        }
    }

    private void noteNotJson(String detail) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        faults.add(new JsonText.Fault(pointer, false, place(parser.currentTokenLocation(), detail)));
    }

    private ProblemException notJson(JsonLocation location, String detail) {
        return JsonText.notJson(place(location, detail));
    }

    private String place(JsonLocation location, String detail) {
        return place(firstLine - 1 + location.getLineNr(), location.getColumnNr(), detail);
    }

    static String place(int line, int column, String detail) {
        return "Line " + line + ", column " + column + ": " + detail;
    }
}
