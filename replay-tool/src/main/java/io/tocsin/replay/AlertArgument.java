package io.tocsin.replay;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.contract.alert.AlertDefinition;
import io.tocsin.contract.alert.AlertRequests;
import io.tocsin.contract.json.FieldErrors;
import io.tocsin.contract.json.InvalidRequestException;
import io.tocsin.contract.json.Json;
import io.tocsin.contract.json.ProblemException;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import picocli.CommandLine.TypeConversionException;

/** The alerts of a backtest: what {@code POST /v1/alerts} takes, one or an array of them, as JSON or in a file. */
final class AlertArgument {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

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
            return new AlertArgument(Json.decode(characters(text)));
        } catch (ProblemException e) {
            throw new TypeConversionException(e.problem().detail());
        }
    }

    private static CharBuffer characters(String text) throws ProblemException {
        String json = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text).strip();
        if (json.startsWith("{") || json.startsWith("[")) {
            return CharBuffer.wrap(json.toCharArray());
        }
        try {
            return Json.characters(Files.readAllBytes(Path.of(text)));
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + text + "' names no file; JSON begins with { or [");
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
