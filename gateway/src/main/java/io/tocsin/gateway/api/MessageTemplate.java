package io.tocsin.gateway.api;

import static io.tocsin.gateway.api.AlertDefinition.NULL_VALUE;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.ConditionType;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The text of a firing, by the alert's template or, when it has none, by one that fits the condition. Any thread. */
public final class MessageTemplate {
    private static final String OPEN = "{{";
    private static final String CLOSE = "}}";
    private static final Set<String> PLACEHOLDERS =
            Set.of("symbol", "price", "previous", "level", "condition", "time", "alertId", "firedCount");

    private MessageTemplate() {}

    /** What is wrong with a template, if anything. */
    public static Optional<String> fault(String template) {
        for (int open = template.indexOf(OPEN); open >= 0; open = template.indexOf(OPEN, open + OPEN.length())) {
            int close = template.indexOf(CLOSE, open);
            if (close < 0) {
                return Optional.of("must close each {{ with }}");
            }
            if (!PLACEHOLDERS.contains(template.substring(open + OPEN.length(), close))) {
                return Optional.of("must hold no placeholders but "
                        + String.join(
                                " ",
                                PLACEHOLDERS.stream()
                                        .sorted()
                                        .map(name -> OPEN + name + CLOSE)
                                        .toList()));
            }
        }
        return Optional.empty();
    }

    /** Renders a firing; the decoder is rewound before and left at the end of the message. */
    public static String render(AlertFiredDecoder firing) {
        firing.sbeRewind();
        String symbol = firing.symbolName();
        firing.skipOwner();
        firing.skipActions();
        String own = firing.message();
        String template = own.isEmpty() ? defaultFor(firing.condition()) : own;
        return fill(template, name -> valueOf(name, firing, symbol));
    }

    private static String fill(String template, UnaryOperator<String> values) {
        StringBuilder text = new StringBuilder(template.length() + 64);
        int from = 0;
        for (int open = template.indexOf(OPEN); open >= 0; open = template.indexOf(OPEN, from)) {
            int close = template.indexOf(CLOSE, open);
            text.append(template, from, open).append(values.apply(template.substring(open + OPEN.length(), close)));
            from = close + CLOSE.length();
        }
        return text.append(template, from, template.length()).toString();
    }

    private static String valueOf(String name, AlertFiredDecoder firing, String symbol) {
        return switch (name) {
            case "symbol" -> symbol;
            case "price" -> Decimals.format(firing.price(), firing.decimals());
            case "previous" ->
                firing.previous() == NULL_VALUE ? "-" : Decimals.format(firing.previous(), firing.decimals());
            case "level" -> Decimals.format(firing.reference(), firing.decimals());
            case "condition" -> Words.of(firing.condition());
            case "time" -> Times.format(firing.timestampNs());
            case "alertId" -> Long.toString(firing.alertId());
            case "firedCount" -> Integer.toString(firing.firedCount());
            default -> throw new IllegalArgumentException("placeholder " + name);
        };
    }

    private static String defaultFor(ConditionType condition) {
        return switch (condition) {
            case ABOVE -> "{{symbol}} is at or above {{level}}: {{price}}";
            case BELOW -> "{{symbol}} is at or below {{level}}: {{price}}";
            case CROSSES_UP -> "{{symbol}} rose through {{level}}: {{price}}";
            case CROSSES_DOWN -> "{{symbol}} fell through {{level}}: {{price}}";
            case CROSSES -> "{{symbol}} crossed {{level}}: {{price}}";
            case INSIDE -> "{{symbol}} is within its channel: {{price}}";
            case OUTSIDE -> "{{symbol}} is beyond {{level}}: {{price}}";
            case ENTERS -> "{{symbol}} entered its channel past {{level}}: {{price}}";
            case EXITS -> "{{symbol}} left its channel past {{level}}: {{price}}";
            case NULL_VAL -> throw new IllegalArgumentException("a firing without a condition");
        };
    }
}
