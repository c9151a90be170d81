package io.tocsin.contract.alert;

import static io.tocsin.contract.alert.AlertDefinition.NULL_VALUE;

import io.tocsin.contract.json.Words;
import io.tocsin.contract.value.Decimals;
import io.tocsin.contract.value.Times;
import io.tocsin.engine.codec.AlertFiredDecoder;
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
        String template = own.isEmpty() ? defaultFor(firing) : own;
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
            case "previous" -> format(firing.previous(), firing.decimals());
            case "level" -> format(firing.reference(), firing.valueDecimals());
            case "condition" -> Words.of(firing.condition());
            case "time" -> Times.format(firing.timestampNs());
            case "alertId" -> Long.toString(firing.alertId());
            case "firedCount" -> Integer.toString(firing.firedCount());
            default -> throw new IllegalArgumentException("placeholder " + name);
        };
    }

    private static String format(long units, int decimals) {
        return units == NULL_VALUE ? "-" : Decimals.format(units, decimals);
    }

    private static String defaultFor(AlertFiredDecoder firing) {
        boolean isUp = valueOf(firing) > firing.reference();
        return switch (firing.condition()) {
            case ABOVE -> sentence(firing, "is at or above {{level}}");
            case BELOW -> sentence(firing, "is at or below {{level}}");
            case CROSSES_UP -> sentence(firing, "rose through {{level}}");
            case CROSSES_DOWN -> sentence(firing, "fell through {{level}}");
            case CROSSES -> sentence(firing, "crossed {{level}}");
            case INSIDE -> sentence(firing, "is within its channel");
            case OUTSIDE -> sentence(firing, "is beyond {{level}}");
            case ENTERS -> sentence(firing, "entered its channel past {{level}}");
            case EXITS -> sentence(firing, "left its channel past {{level}}");
            case MOVES_UP, MOVES_DOWN, CHANGE -> sentence(firing, isUp ? "rose from {{level}}" : "fell from {{level}}");
            case TRAILS ->
                sentence(firing, isUp ? "rose from its trough of {{level}}" : "fell from its peak of {{level}}");
            case SILENT -> "{{symbol}} is silent since {{price}}";
            case ALL -> "{{symbol}} is at {{price}}: all conditions hold";
            case ANY -> "{{symbol}} is at {{price}}: one of the conditions holds";
            case NULL_VAL -> throw new IllegalArgumentException("a firing without a condition");
        };
    }

    /** Says what the price did, or another value, whose name a firing does not bring. */
    private static String sentence(AlertFiredDecoder firing, String predicate) {
        return firing.value() == NULL_VALUE
                ? "{{symbol}} " + predicate + ": {{price}}"
                : "What is watched of {{symbol}} " + predicate + ": "
                        + Decimals.format(firing.value(), firing.valueDecimals()) + ", with the price at {{price}}";
    }

    private static long valueOf(AlertFiredDecoder firing) {
        return firing.value() == NULL_VALUE ? firing.price() : firing.value();
    }
}
