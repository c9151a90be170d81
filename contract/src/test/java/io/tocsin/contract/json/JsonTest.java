package io.tocsin.contract.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
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
                "{\"a\":1,\"a\":2}",
                "tru",
                "{\"a\":01}",
                "{\"a\":1.}"
            })
    void shouldRefuseWhatIsNotJson(String text) {
        assertThat(problemOf(text).status()).isEqualTo(400);
        assertThat(problemOf(text).code()).isEqualTo("not-json");
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        byte[] text = {'"', (byte) 0xC3, (byte) 0x28, '"'};
        assertThat(catchThrowableOfType(ProblemException.class, () -> Json.decode(text))
                        .problem()
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1.5e-99999999999"})
    void shouldPointAtNumbersWithExponentsOutOfRange(String number) {
        assertPointsAtNumber(number);
    }

    @Test
    void shouldPointAtNumbersThatAreTooLong() {
        assertPointsAtNumber("9".repeat(1001));
        assertPointsAtNumber("0." + "9".repeat(100_000));
    }

    @Test
    void shouldPointAtNestingThatIsTooDeep() {
        assertThat(problemOf("[".repeat(100_000)).status()).isEqualTo(422);
    }

    @Test
    void shouldKeepNumbersExactly() throws ProblemException {
        assertThat(Json.decode("[0.10000000000000000001]".getBytes(UTF_8))
                        .get(0)
                        .decimalValue())
                .isEqualByComparingTo("0.10000000000000000001");
        assertThat(Json.decode("[1e999999999]".getBytes(UTF_8)).get(0).isNumber())
                .isTrue();
    }

    private static void assertPointsAtNumber(String number) {
        Problem problem = problemOf("{\"a\":[true,{\"b\":" + number + "}]}");
        assertThat(problem.status()).isEqualTo(422);
        assertThat(problem.errors()).hasSize(1);
        assertThat(problem.errors().get(0).at()).isEqualTo("/a/1/b");
    }

    private static Problem problemOf(String text) {
        return catchThrowableOfType(ProblemException.class, () -> Json.decode(text.getBytes(UTF_8)))
                .problem();
    }
}
