package io.tocsin.gateway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the actions of an alert. */
final class ActionRequests {
    private static final int MAX_ACTIONS = 4;
    private static final int MAX_URL_LENGTH = 1024;

    private ActionRequests() {}

    static List<Action> read(RequestObject alert, FieldErrors errors) {
        Optional<List<JsonNode>> array = alert.array("actions");
        if (array.isEmpty()) {
            return List.of(Action.WEBSOCKET, Action.PUSH);
        }
        int count = array.get().size();
        if (count == 0 || count > MAX_ACTIONS) {
            alert.error("actions", "must hold 1 to " + MAX_ACTIONS + " actions");
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String pointer = alert.pointer("actions") + '/' + i;
            readAction(new RequestObject(array.get().get(i), pointer, errors)).ifPresent(action -> {
                if (actions.contains(action)) {
                    errors.add(pointer, "is there twice");
                }
                actions.add(action);
            });
        }
        return actions;
    }

    private static Optional<Action> readAction(RequestObject action) {
        action.require("type");
        Optional<String> word = action.text("type");
        Optional<Action.Type> type = word.flatMap(name -> Words.find(name, Action.Type.values()));
        if (type.isEmpty()) {
            word.ifPresent(name ->
                    action.error("type", "must be one of " + String.join(", ", Words.all(Action.Type.values()))));
            return Optional.empty();
        }
        Optional<Action> read = Optional.of(new Action(type.get(), null));
        if (type.get() == Action.Type.WEBHOOK) {
            action.require("url");
            read = action.text("url").map(Action::webhook);
            read.filter(webhook -> !isUrl(webhook.url()))
                    .ifPresent(webhook -> action.error(
                            "url",
                            "must be an http or https URL in ASCII of at most " + MAX_URL_LENGTH + " characters"));
        }
        action.rejectUnknown();
        return read;
    }

    private static boolean isUrl(String text) {
        if (text.length() > MAX_URL_LENGTH || !text.chars().allMatch(c -> c < 0x80)) {
            return false;
        }
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return http && url.getHost() != null && url.getPort() <= 65_535;
        } catch (URISyntaxException notAUrl) {
            return false;
        }
    }
}
