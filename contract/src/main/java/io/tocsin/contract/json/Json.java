package io.tocsin.contract.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;

/**
 * Reads and writes JSON: strict UTF-8, numbers exactly, no duplicate names, nothing after the value, bounded depth and
 * number length. Any thread.
 */
public final class Json {
    /** What the parser goes along with; {@link JsonReader} has closer bounds, by values rather than by texts. */
    private static final int MAX_PARSED_DEPTH = 10_000;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_PARSED_DEPTH)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    // No table of the names that strangers make up.
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    // Else what is beyond 16 bits is escaped.
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build())
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

    /**
     * Reads one value in UTF-8.
     *
     * @throws InvalidRequestException when a number or the depth of nesting is beyond all bounds.
     * @throws ProblemException        when the text is not JSON.
     */
    public static JsonNode decode(byte[] text) throws ProblemException {
        return decode(characters(text));
    }

    /** As {@link #decode(byte[])}. */
    public static JsonNode decode(CharBuffer text) throws ProblemException {
        JsonText json = read(text, 1);
        JsonText.throwIfAny(json.faults());
        return json.value();
    }

    /**
     * The characters of a text in UTF-8, without a byte order mark.
     *
     * @throws ProblemException when it is in no or another encoding: overlong forms and surrogates are refused, too.
     */
    public static CharBuffer characters(byte[] text) throws ProblemException {
        boolean isMarked = text.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(text, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
        int from = isMarked ? BYTE_ORDER_MARK.length : 0;
        ByteBuffer bytes = ByteBuffer.wrap(text, from, text.length - from);
        CharBuffer characters = CharBuffer.allocate(text.length);
        boolean isMalformed = UTF_8.newDecoder().decode(bytes, characters, true).isError();
        characters.flip();
        if (isMalformed) {
            throw JsonText.notJson(placeAfter(characters, "this is not UTF-8"));
        }
        return characters;
    }

    private static String placeAfter(CharSequence text, String detail) {
        int line = 1;
        int column = 1;
        for (int at = 0; at < text.length(); at++) {
            boolean isBreak = text.charAt(at) == '\n';
            line += isBreak ? 1 : 0;
            column = isBreak ? 1 : column + 1;
        }
        return JsonReader.place(line, column, detail);
    }

    /**
     * Reads one value, and lists what in it no request may hold rather than refusing all of it.
     *
     * @param text between its position and its limit.
     * @param line the number of its first line.
     * @throws ProblemException when the text is not JSON.
     */
    public static JsonText read(CharBuffer text, int line) throws ProblemException {
        char[] characters = text.array();
        int from = text.arrayOffset() + text.position();
        try (JsonParser parser = MAPPER.createParser(characters, from, text.remaining())) {
            return new JsonReader(parser, line).read();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
