package io.tocsin.contract.alert;

import io.tocsin.contract.json.RequestObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Reads the actions of an alert. */
final class ActionRequests {
    private static final int MAX_ACTIONS = 4;
    private static final int MAX_URL_LENGTH = 1024;
    /** Leaves room for owner and message among what the engine keeps of an alert as text. */
    private static final int MAX_URLS_LENGTH = 2048;

    private ActionRequests() {}

    static List<Action> read(RequestObject alert) {
        Optional<List<RequestObject>> array = alert.objects("actions");
        if (array.isEmpty()) {
            return List.of(Action.WEBSOCKET, Action.PUSH);
        }
        int count = array.get().size();
        if (count == 0 || count > MAX_ACTIONS) {
            alert.error("actions", "must hold 1 to " + MAX_ACTIONS + " actions");
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        for (RequestObject object : array.get()) {
            readAction(object).ifPresent(action -> {
                if (actions.contains(action)) {
                    object.error("is there twice");
                }
                actions.add(action);
            });
        }
        int urlsLength = actions.stream()
                .filter(action -> action.url() != null)
                .mapToInt(action -> action.url().length())
                .sum();
        if (urlsLength > MAX_URLS_LENGTH) {
            alert.error("actions", "must have URLs of at most " + MAX_URLS_LENGTH + " characters together");
        }
        return actions;
    }

    private static Optional<Action> readAction(RequestObject action) {
        action.require("type");
        Optional<Action.Type> type = action.word("type", EnumSet.allOf(Action.Type.class));
        if (type.isEmpty()) {
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
