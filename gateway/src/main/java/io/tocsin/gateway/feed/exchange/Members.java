package io.tocsin.gateway.feed.exchange;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON object: its texts and numbers as they are written, and the objects in it, also in lists. Lists of anything
 * else, such as the levels of an order book, are passed over.
 */
final class Members {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(32).build())
            // No table of the names that strangers make up.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, List<Members>> objects = new HashMap<>();

    private Members() {}

    /** Reads from a parser of a text; the text must end where this does. */
    interface Reading<T> {
        T read(JsonParser json) throws IOException, MalformedMessageException;
    }

    /** Reads a text as a whole. */
    static <T> T parse(String text, Reading<T> reading) throws MalformedMessageException {
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            T read = reading.read(json);
            if (json.nextToken() != null) {
                throw new MalformedMessageException("there is more than one value");
            }
            return read;
        } catch (IOException notJson) {
            throw new MalformedMessageException("it is not JSON");
        }
    }

    /** An object. */
    static Members read(String text) throws MalformedMessageException {
        return parse(text, json -> {
            if (json.currentToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException("it is no JSON object");
            }
            return object(json);
        });
    }

    /** The objects of a list. */
    static List<Members> readList(String text) throws MalformedMessageException {
        return parse(text, json -> {
            if (json.currentToken() != JsonToken.START_ARRAY) {
                throw new MalformedMessageException("it is no JSON array");
            }
            return list(json);
        });
    }

    /** Rows of texts and numbers as they are written, of a list that has begun; what is no row is left out. */
    static List<List<String>> rows(JsonParser json) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_ARRAY) {
                List<String> row = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    row.add(json.currentToken().isScalarValue() ? json.getText() : "");
                    json.skipChildren();
                }
                rows.add(row);
            } else {
                json.skipChildren();
            }
        }
        return rows;
    }

    private static Members object(JsonParser json) throws IOException {
        Members members = new Members();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> members.objects.put(name, List.of(object(json)));
                case START_ARRAY -> members.objects.put(name, list(json));
                case VALUE_NULL -> members.texts.remove(name);
                default -> members.texts.put(name, json.getText());
            }
        }
        return members;
    }

    private static List<Members> list(JsonParser json) throws IOException {
        List<Members> list = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                list.add(object(json));
            } else {
                json.skipChildren();
            }
        }
        return list;
    }

    /** The objects of a member; none when there is no such list. */
    List<Members> objects(String name) {
        return objects.getOrDefault(name, List.of());
    }

    Optional<Members> object(String name) {
        return objects(name).stream().findFirst();
    }

    Optional<String> optional(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    /** Whether the member has this text. */
    boolean is(String name, String text) {
        return text.equals(texts.get(name));
    }

    String text(String name) throws MalformedMessageException {
        String text = texts.get(name);
        if (text == null) {
            throw new MalformedMessageException(name + " is missing");
        }
        return text;
    }

    BigDecimal decimal(String name) throws MalformedMessageException {
        return Texts.decimal(name, text(name));
    }

    long size(String name) throws MalformedMessageException {
        return Texts.size(name, text(name));
    }

    long whole(String name) throws MalformedMessageException {
        return Texts.whole(name, text(name));
    }

    long epoch(String name) throws MalformedMessageException {
        return Texts.epoch(name, text(name));
    }

    long rfc3339(String name) throws MalformedMessageException {
        return Texts.rfc3339(name, text(name));
    }
}
