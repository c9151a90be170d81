package io.tocsin.benchmarks;

import java.util.Locale;

/** Figures as people read them. What a figure counts is what its name ends with. */
final class Quantity {
    private static final double THOUSAND = 1_000;
    private static final double KIBI = 1_024;

    private Quantity() {}

    /** The unit of a figure, empty when the name says none. */
    static String unit(String figure) {
        int bracket = figure.indexOf('[');
        String name = bracket < 0 ? figure : figure.substring(0, bracket);
        if (name.endsWith("Ns")) {
            return "ns";
        }
        if (name.endsWith("Bytes")) {
            return "B";
        }
        if (name.endsWith("Ratio")) {
            return "×";
        }
        return name.endsWith("PerSecond") ? "1/s" : "";
    }

    static String of(String figure, double value) {
        return switch (unit(figure)) {
            case "ns" -> scaled(value, THOUSAND, "ns", "µs", "ms", "s");
            case "B" -> scaled(value, KIBI, "B", "KiB", "MiB", "GiB");
            case "×" -> number(value) + " ×";
            default -> scaled(value, THOUSAND, "/s", "k/s", "M/s", "G/s");
        };
    }

    /** Three digits, or all before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || size == 0 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    private static String scaled(double value, double step, String... units) {
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= step && unit < units.length - 1) {
            scaled /= step;
            unit++;
        }
        return number(scaled) + ' ' + units[unit];
    }
}
