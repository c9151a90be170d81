package io.tocsin.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine.TypeConversionException;

/** The alerts of a backtest: what {@code POST /v1/alerts} takes, one or an array of them, as JSON or in a file. */
final class AlertArgument {
    private final boolean isArray;
    private final List<JsonNode> alerts = new ArrayList<>();

    private AlertArgument(JsonNode json) {
        isArray = json.isArray();
        if (isArray) {
            json.forEach(alerts::add);
        } else {
            alerts.add(json);
        }
    }

    /** Reads JSON, or a file of that name. */
    static AlertArgument parse(String text) {
        try {
            return new AlertArgument(Json.decode(bytes(text)));
        } catch (ProblemException e) {
            throw new TypeConversionException(e.problem().detail());
        }
    }

    private static byte[] bytes(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
            return trimmed.getBytes(UTF_8);
        }
        try {
            return Files.readAllBytes(Path.of(text));
        } catch (NoSuchFileException e) {
            throw new TypeConversionException("there is no file " + text + "; JSON begins with { or [");
        } catch (IOException e) {
            throw new TypeConversionException("cannot read " + text + ": " + e.getMessage());
        }
    }

    /** What leads to an alert from the whole; empty when it is the whole. */
    String pointer(int index) {
        return isArray ? "/" + index : "";
    }

    /**
     * The alerts as the node would understand them.
     *
     * @param decimalsOf the scale of the prices of a symbol.
     * @throws InvalidRequestException that says all that is wrong.
     */
    List<AlertDefinition> definitions(ToIntFunction<String> decimalsOf) throws InvalidRequestException {
        FieldErrors errors = new FieldErrors();
        if (alerts.isEmpty()) {
            errors.add("", "must hold at least one alert");
        }
        List<AlertDefinition> definitions = new ArrayList<>();
        for (int index = 0; index < alerts.size(); index++) {
            read(index, decimalsOf, definitions, errors);
        }
        errors.throwIfAny();
        return definitions;
    }

    private void read(
            int index, ToIntFunction<String> decimalsOf, List<AlertDefinition> definitions, FieldErrors errors) {
        try {
            definitions.add(AlertRequests.parse(alerts.get(index), pointer(index), decimalsOf));
        } catch (InvalidRequestException e) {
            e.errors().forEach(errors::add);
        }
    }
}
