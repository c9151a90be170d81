package io.tocsin.contract.tick;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes up bodies with ticks, by a seed: good ones written in many ways, ones that are bad in a way that is known for
 * trouble, and ones in which some bytes were changed, lost or put in. One thread.
 */
public final class RandomTickBodies {
    /** Symbols that the bodies speak of and that there are. */
    public static final List<String> SYMBOLS =
            List.of("BTCUSD", "A", "M&M", "^GSPC", "\u5E01\u5B89\u4EBA\u751FUSDT", "EURUSD=X", "\u00C4");

    private static final List<String> OTHER_NAMES = List.of(
            "",
            "a b",
            "A\\u0042",
            "\\u0041",
            "BTC\\ud800",
            "A\\u030A",
            "A\u0308",
            "\\ud83d\\ude00",
            "N".repeat(65),
            "N".repeat(64),
            "\\\"",
            "a\\u0000",
            "NEW",
            "\u007F");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "0.0",
            "1",
            "-1",
            "800.005",
            "800.015",
            "0.5",
            "1.5",
            "2.5",
            "-0.5",
            "1e3",
            "1E-5",
            "5e-05",
            "1.5e+2",
            "1.0E10",
            "12e-1",
            "1e0",
            "1e18",
            "1e-18",
            "1e-19",
            "1e19",
            "0.0000000000000000005",
            "0.000000000000000000",
            "0.0000000000000000001",
            "123456789012345678",
            "1234567890123456789",
            "9223372036854775807",
            "9223372036854775808",
            "46116860184.27387904",
            "46116860184.27387905",
            "4611686018427387904",
            "1e999999999",
            "-1e999999999",
            "1e-999999999",
            "0.000000004",
            "0.000000005",
            "0.0000000050000000001",
            "0.000000015",
            "99999999.999999995",
            "1.10",
            "1e001",
            "100000000000000000e-17");
    private static final List<String> NO_NUMBERS = List.of(
            "",
            "00",
            "01",
            "-",
            ".5",
            "1.",
            "+1",
            "1e",
            "1e+",
            "1.e1",
            "1e1000000000",
            "9".repeat(101),
            "NaN",
            "0x1",
            "--1",
            "1 ",
            " 1",
            "1_0",
            "1,5",
            "true",
            "null",
            "[]",
            "{}",
            "[1]",
            "\\u0031",
            "-01",
            "1e5.5",
            "\u0661");
    private static final List<String> TIMES = List.of(
            "2026-01-31T12:00:00Z",
            "2024-02-29T23:59:59.999999999Z",
            "1678-01-01T00:00:00Z",
            "2261-12-31T23:59:59.999999999Z",
            "1969-12-31T23:59:59.5Z",
            "2000-02-29T00:00:00.000Z",
            "2026-01-31t12:00:00z",
            "2026-01-31T12:00:00+05:30",
            "2026-01-31T12:00:00.123456-00:00");
    private static final List<String> NO_TIMES = List.of(
            "",
            "now",
            "2023-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-04-31T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2026-01-01T23:59:60Z",
            "1677-12-31T23:59:59Z",
            "2262-01-01T00:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.0000000000Z",
            "2026-01-01 00:00:00Z",
            "2026-1-01T00:00:00Z",
            "9999-12-31T00:00:00Z",
            "-026-01-01T00:00:00Z",
            "2026-01-01T00:00:0\\u0030Z",
            "2026/01/01T00:00:00Z",
            "2026-01-01T00-00-00Z",
            "2026-01-01T00:00:00ZZ");

    private final SplittableRandom random;
    private StringBuilder text;
    private boolean isLines;
    /** One in so many choices is a bad one; 0 for none. */
    private int badness;

    public RandomTickBodies(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Whether the last body was one of lines. */
    public boolean isLines() {
        return isLines;
    }

    /** Makes the next body. */
    public byte[] next() {
        text = new StringBuilder();
        isLines = random.nextBoolean();
        badness = random.nextInt(3) == 0 ? 0 : 5 + random.nextInt(40);
        int ticks = random.nextInt(6);
        if (isLines) {
            lines(ticks);
        } else {
            object(ticks);
        }
        byte[] body = text.toString().getBytes(UTF_8);
        return badness > 0 && random.nextInt(3) == 0 ? damaged(body) : body;
    }

    private void lines(int ticks) {
        for (int i = 0; i < ticks; i++) {
            blank();
            tick();
            blank();
            text.append(pick(List.of("\n", "\n", "\r\n", "\n\n \t\r\n")));
        }
        if (isBad()) {
            text.append(pick(List.of("{}", "1", "{\"a\"", "\uFEFF", "{} {}", "\u00A0")));
        }
    }

    private void object(int ticks) {
        blank();
        token("{");
        token(isBad() ? pick(List.of("\"tick\"", "\"\\u0074icks\"", "1")) : "\"ticks\"");
        token(":");
        token("[");
        for (int i = 0; i < ticks; i++) {
            if (i > 0) {
                token(",");
            }
            if (isBad()) {
                token(pick(List.of("1", "null", "[]", "{}", "\"x\"", "{\"symbol\":\"A\"}", "")));
            } else {
                tick();
            }
            blank();
        }
        token("]");
        if (isBad()) {
            token(pick(List.of(",", ",\"x\":1", ",\"ticks\":[]", ",\"x\":1e1000000000")));
        }
        token("}");
        if (isBad()) {
            token(pick(List.of("}", "1", "\0", "{}", "\uFEFF")));
        }
    }

    private void tick() {
        List<String> members = new ArrayList<>(List.of("symbol", "price"));
        for (String name : List.of("size", "time", "bid", "ask")) {
            if (random.nextBoolean()) {
                members.add(name);
            }
        }
        if (isBad()) {
            members.remove(random.nextInt(members.size()));
        }
        if (isBad()) {
            members.add(pick(List.of("symbol", "price", "ask", "last", "sym", "pricE", "", "b\\u0069d", "time")));
        }
        token("{");
        for (int left = members.size(); left > 0; left--) {
            String name = members.remove(random.nextInt(left));
            token('"' + name + '"');
            token(":");
            blank();
            value(name);
            blank();
            if (left > 1) {
                token(isBad() ? pick(List.of("", ";", ",,")) : ",");
            }
        }
        text.append('}');
    }

    private void value(String name) {
        if (!name.equals("symbol") && !name.equals("price") && random.nextInt(16) == 0) {
            text.append("null");
            return;
        }
        if (isBad()) {
            text.append(pick(
                    List.of("null", "nul", "nullx", "true", "[]", "{\"a\":{}}", "7", "\"x\"", "[[1e1000000000]]")));
            return;
        }
        switch (name) {
            case "symbol" ->
                text.append('"').append(pick(isBad() ? OTHER_NAMES : SYMBOLS)).append('"');
            case "time" -> text.append('"').append(time()).append('"');
            default -> {
                String number = number(name.equals("size"));
                text.append(random.nextBoolean() ? number : '"' + number + '"');
            }
        }
    }

    private String number(boolean isSize) {
        if (isBad()) {
            return pick(NO_NUMBERS);
        }
        return switch (random.nextInt(badness == 0 ? 2 : 4)) {
            case 0 -> Double.toString(random.nextInt(1, 1_000_000) / (double) random.nextInt(1, 10_000));
            case 1 -> random.nextInt(100_000) + "." + random.nextInt(10) + random.nextInt(100);
            case 2 -> (isSize ? "" : "-") + random.nextLong(1L << random.nextInt(1, 63)) + "e-" + random.nextInt(25);
            default -> pick(NUMBERS);
        };
    }

    private String time() {
        if (isBad()) {
            return pick(NO_TIMES);
        }
        if (random.nextInt(4) == 0) {
            return pick(TIMES);
        }
        return String.format(
                Locale.ROOT,
                "%04d-%02d-%02dT%02d:%02d:%02d%s%s",
                random.nextInt(1678, 2262),
                random.nextInt(1, 13),
                random.nextInt(1, badness == 0 ? 29 : 32),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                random.nextBoolean() ? "." + random.nextInt(1_000_000_000) : "",
                random.nextInt(3) > 0 ? "Z" : offset());
    }

    private String offset() {
        int hours = random.nextInt(badness == 0 ? 15 : 20);
        return String.format(Locale.ROOT, "%s%02d:%02d", random.nextBoolean() ? "+" : "-", hours, random.nextInt(60));
    }

    private byte[] damaged(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = random.nextInt(body.length + 1);
        out.write(body, 0, at);
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> out.writeBytes(Arrays.copyOfRange(body, Math.min(body.length, at + 1), body.length));
            default -> {
                byte[] odd = random.nextBoolean()
                        ? new byte[] {(byte) random.nextInt(256)}
                        : new byte[][] {
                                    {(byte) 0xC0, (byte) 0xAF}, {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, {'\\'}, {'"'}
                                }
                                [random.nextInt(4)];
                out.writeBytes(odd);
                out.write(body, at, body.length - at);
            }
        }
        return out.toByteArray();
    }

    private void token(String token) {
        blank();
        text.append(token);
    }

    private void blank() {
        if (random.nextInt(8) == 0) {
            text.append(pick(isLines && !isBad() ? List.of(" ", "\t", "\r") : List.of(" ", "\t", "\r\n", "\n")));
        }
    }

    private boolean isBad() {
        return badness > 0 && random.nextInt(badness) == 0;
    }

    private String pick(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
