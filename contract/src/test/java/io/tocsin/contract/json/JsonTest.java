package io.tocsin.contract.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final String VALID = "{\"ä\":[1,-0.5,2.5e3,true,false,null,\"\\u20ac \\ud83d\\ude00 \\n x\"],"
            + "\"€\":{\"a\":\"\",\"😀\":{}},\"c\":[[],[{}]]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"a\":1,}",
                "{'a':1}",
                "{} {}",
                "{\"a\":1} x",
                "[1 2]",
                "NaN",
                "-Infinity",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"\\u0062\":2}}",
                "tru",
                "{\"a\":01}",
                "{\"a\":1.}",
                "{\"a\":+1}",
                "[1}",
                "\"a\u0000b\"",
                "\u0000{}",
                "{}\u0000",
                "\"\\x\"",
                "\"\\u12\"",
                "/**/1",
                "\uFEFF",
                "\uFEFF\uFEFF{}",
                "{\uFEFF}"
            })
    void shouldSayInItsOwnWordsWhereATextIsNotJson(String text) {
        Problem problem = problemOf(text);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo("not-json");
        assertThat(problem.detail())
                .matches("Line [0-9]+, column [0-9]+: [a-z0-9A-Z ,'-]+")
                .doesNotContainIgnoringCase("feature")
                .doesNotContain("Source", "StreamRead", "CTRL", "token");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"a\":1,}              | Line 1, column 8: this is not JSON",
                "[1,~  2,~ x]            | Line 3, column 2: this is not JSON",
                "{\"a\":[1,2             | Line 1, column 10: the text ends too early",
                "{} []                   | Line 1, column 4: something follows the value",
                "`  `                    | Line 1, column 3: there is no value",
                "{\"a\":1,~\"b\":2,~\"a\":3} | Line 3, column 1: a name is there twice in one object",
                "[0,\"x\\ud800\"]        | Line 1, column 4: a string or a name holds half a surrogate pair"
            })
    void shouldCountLinesAndColumns(String text, String detail) {
        assertThat(problemOf(text.replace('~', '\n')).detail()).isEqualTo(detail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00007B00",
                "0000FFFE",
                "FEFF0000",
                "7B007D00",
                "007B007D",
                "0000007B0000007D",
                "7B0000007D000000",
                "FFFE7B007D00",
                "FEFF007B007D",
                "FFFE0000",
                "0000FEFF",
                "FEFF",
                "FF",
                "80",
                "22C328" + "22",
                "22C3",
                "22C322",
                "22C0AF22",
                "22E080AF22",
                "22F08080AF22",
                "22EDA08022",
                "22EDB08022",
                "22EDA081EDB08022",
                "22F490808022",
                "22F888808080" + "22",
                "EFBBBFFEFF",
                "EFBB7B7D"
            })
    void shouldRefuseBytesThatAreNotUtf8(String hex) {
        Problem problem = catchThrowableOfType(
                        ProblemException.class, () -> Json.decode(HexFormat.of().parseHex(hex)))
                .problem();
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo("not-json");
        assertThat(problem.detail()).startsWith("Line 1, column ");
    }

    @Test
    void shouldSayWhichByteIsNotUtf8() {
        byte[] text = HexFormat.of().parseHex("5B0A22C3A4C0AF225D");
        assertThat(catchThrowableOfType(ProblemException.class, () -> Json.decode(text))
                        .problem()
                        .detail())
                .isEqualTo("Line 2, column 3: this is not UTF-8");
    }

    /** What is UTF-8 comes out as it went in. */
    @Test
    void shouldTakeExactlyWhatIsUtf8() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] text = "\"aä€😀b\"".getBytes(UTF_8);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int at = 1 + random.nextInt(text.length - 2);
                text[at] = (byte) (0x80 + random.nextInt(0x80));
            }
            boolean isUtf8 = Arrays.equals(new String(text, UTF_8).getBytes(UTF_8), text);
            Optional<JsonNode> read = read(text);
            assertThat(read.isPresent())
                    .as("seed %d, %s", seed, HexFormat.of().formatHex(text))
                    .isEqualTo(isUtf8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"\\ud800\"",
                "\"\\udc00\"",
                "\"a\\ud83d\"",
                "\"\\ud83d\\ud83d\\ude00\"",
                "\"\\ude00\\ud83d\"",
                "\"\\ud83dx\\ude00\"",
                "[[\"\\uDBFF\"]]",
                "{\"\\ud800\":1}",
                "{\"a\":{\"b\\udfff\":1}}"
            })
    void shouldRefuseHalvesOfSurrogatePairs(String text) {
        assertThat(problemOf(text).code()).isEqualTo("not-json");
    }

    @Test
    void shouldTakeWholeSurrogatePairsAndAByteOrderMark() throws ProblemException {
        assertThat(decode("\uFEFF\"\\ud83d\\ude00😀\uFEFF\"").textValue()).isEqualTo("😀😀\uFEFF");
        assertThat(decode("\uFEFF{}").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1.5e-99999999999", "1e1000000000", "1E+2147483648"})
    void shouldPointAtNumbersWithExponentsOutOfRange(String number) {
        assertPointsAtNumber(number);
    }

    @Test
    void shouldPointAtNumbersThatAreTooLong() {
        assertPointsAtNumber("9".repeat(101));
        assertPointsAtNumber("9".repeat(100_000));
        assertPointsAtNumber("0." + "9".repeat(100_000));
        assertPointsAtNumber("1e" + "9".repeat(100_000));
    }

    @Test
    void shouldPointAtNestingThatIsTooDeep() {
        for (int depth : new int[] {33, 1_001, 100_000, 1_000_000}) {
            for (String text : new String[] {"[".repeat(depth) + "]".repeat(depth), "[".repeat(depth)}) {
                Problem problem = problemOf(text);
                assertThat(problem.detail()).doesNotContain("StreamRead");
                if (depth > 33) {
                    assertThat(problem.detail()).hasSizeLessThan(200);
                }
            }
            Problem problem = problemOf("[".repeat(depth) + "]".repeat(depth));
            assertThat(problem.status()).isEqualTo(422);
            assertThat(problem.errors()).singleElement().satisfies(error -> {
                assertThat(error.at()).isEqualTo("/0".repeat(32));
                assertThat(error.detail()).isEqualTo("must not lie deeper than 32 arrays and objects");
            });
        }
        assertThatCode(() -> decode("[".repeat(32) + "]".repeat(32))).doesNotThrowAnyException();
    }

    @Test
    void shouldTakeNamesOfAnyLength() throws ProblemException {
        String name = "n".repeat(500_000);
        assertThat(decode("{\"" + name + "\":1}").has(name)).isTrue();
    }

    @Test
    void shouldKeepNumbersExactly() throws ProblemException {
        assertThat(decode("[0.10000000000000000001]").get(0).decimalValue())
                .isEqualByComparingTo("0.10000000000000000001");
        assertThat(decode("[1e999999999]").get(0).isNumber()).isTrue();
        assertThat(decode("[12345678901234567890]").get(0).bigIntegerValue()).isEqualTo("12345678901234567890");
    }

    /** Texts with a few changes, against the library's own reader. */
    @Test
    void shouldReadWhatTheLibraryReads() {
        JsonMapper library = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String marks = "{}[]:,\"\\01.eE+-tfn u";
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(VALID);
            for (int change = random.nextInt(3); change > 0; change--) {
                int at = random.nextInt(text.length());
                char mark = marks.charAt(random.nextInt(marks.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, mark);
                    case 1 -> text.insert(at, mark);
                    default -> text.deleteCharAt(at);
                }
            }
            String changed = text.toString();
            if (UTF_8.newEncoder().canEncode(changed)) {
                Optional<JsonNode> expected = read(library, changed);
                assertThat(read(changed.getBytes(UTF_8)))
                        .as("seed %d, %s", seed, changed)
                        .isEqualTo(expected);
                taken += expected.isPresent() ? 1 : 0;
            }
        }
        assertThat(taken).as("seed %d", seed).isBetween(10_000, 45_000);
    }

    /** Halves of surrogate pairs are the library's to take, and not ours. */
    private static Optional<JsonNode> read(JsonMapper library, String text) {
        try {
            JsonNode tree = library.readTree(text);
            return Optional.of(tree).filter(node -> UTF_8.newEncoder().canEncode(node.toString()));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> read(byte[] text) {
        try {
            return Optional.of(Json.decode(text));
        } catch (ProblemException refused) {
            return Optional.empty();
        }
    }

    private static void assertPointsAtNumber(String number) {
        Problem problem = problemOf("{\"a\":[true,{\"b\":" + number + "}]}");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).hasSize(1);
        assertThat(problem.errors().get(0).at()).isEqualTo("/a/1/b");
        assertThat(problem.detail())
                .isEqualTo("/a/1/b must be a number of at most 100 characters, and 9 digits in its exponent");
    }

    private static JsonNode decode(String text) throws ProblemException {
        return Json.decode(text.getBytes(UTF_8));
    }

    private static Problem problemOf(String text) {
        return catchThrowableOfType(ProblemException.class, () -> decode(text)).problem();
    }

    @Test
    void shouldEscapeNoLetters() {
        JsonNode json = Json.object().put("a", "\uD842\uDFB7\uD83D\uDE80币é\"");
        assertThat(new String(Json.encode(json), UTF_8)).isEqualTo("{\"a\":\"\uD842\uDFB7\uD83D\uDE80币é\\\"\"}");
    }

    @Test
    void shouldEscapeWhatUtf8DoesNotHave() {
        assertThat(new String(Json.encode(Json.object().put("a", "x\uD842y")), UTF_8))
                .isEqualTo("{\"a\":\"x\\uD842y\"}");
    }
}
