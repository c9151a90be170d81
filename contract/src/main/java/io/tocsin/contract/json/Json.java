package io.tocsin.contract.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads and writes JSON: numbers exactly, no duplicate names, nothing after the value, bounded depth and number length.
 * Any thread.
 */
public final class Json {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** UTF-8. */
    public static byte[] encode(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** As {@link #decode(byte[], int, int)}, the whole array. */
    public static JsonNode decode(byte[] text) throws ProblemException {
        return decode(text, 0, text.length);
    }

    /**
     * Reads one value.
     *
     * @throws InvalidRequestException when a number or the depth of nesting is beyond all bounds.
     * @throws ProblemException        when the text is not JSON.
     */
    public static JsonNode decode(byte[] text, int offset, int length) throws ProblemException {
        try (JsonParser parser = MAPPER.createParser(text, offset, length)) {
            return decode(parser);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static JsonNode decode(JsonParser parser) throws ProblemException, IOException {
        try {
            JsonNode value = MAPPER.readTree(parser);
            if (value == null || value.isMissingNode()) {
                throw new ProblemException(notJson("there is no value"));
            }
            if (parser.nextToken() != null) {
                throw new ProblemException(notJson("something follows the value"));
            }
            return value;
        } catch (StreamConstraintsException beyondBounds) {
            throw invalid(parser, beyondBounds.getOriginalMessage());
        } catch (NumberFormatException exponentBeyondBounds) {
            throw invalid(parser, "is a number out of range");
        } catch (JsonProcessingException broken) {
            throw new ProblemException(notJson(broken.getOriginalMessage()));
        }
    }

    private static InvalidRequestException invalid(JsonParser parser, String detail) {
        String pointer = parser.getParsingContext().pathAsPointer().toString();
        return new InvalidRequestException(List.of(new FieldError(pointer, detail)));
    }

    private static Problem notJson(String detail) {
        return new Problem("not-json", "The body is not JSON", 400, detail);
    }
}
