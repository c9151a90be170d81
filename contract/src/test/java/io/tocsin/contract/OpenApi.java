package io.tocsin.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.StreamSupport;

/** The specification that the node serves, as far as tests hold the node to it. */
public final class OpenApi {
    private final JsonNode document;
    private final Schema schema;

    public OpenApi() {
        try (InputStream file = OpenApi.class.getResourceAsStream("/openapi.yaml")) {
            document = new YAMLMapper().readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        schema = new Schema(document);
    }

    public JsonNode document() {
        return document;
    }

    /** What is wrong with a value by a schema of the specification. */
    public List<String> faults(String name, JsonNode value) {
        return schema.faults(schemaNamed(name), value);
    }

    /** The examples of a schema. */
    public List<JsonNode> examples(String name) {
        return StreamSupport.stream(schemaNamed(name).get("examples").spliterator(), false)
                .toList();
    }

    /** Every kind of condition in the form in which the node shows it. */
    public static List<JsonNode> conditions() {
        return new OpenApi().examples("ConditionRequest");
    }

    private JsonNode schemaNamed(String name) {
        return document.get("components").get("schemas").get(name);
    }
}
