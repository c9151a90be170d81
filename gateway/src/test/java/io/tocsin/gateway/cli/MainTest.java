package io.tocsin.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource({
        "--config nowhere.conf, --config nowhere.conf: no such file",
        "--config, Missing required parameter",
        "--colour, Unknown option: '--colour'",
        "watch --symbol Ä\uFFFD, 'argument 3, --symbol Ä?, did not come through'",
        "dance, Unmatched argument",
        "watch, Missing required option: '--symbol=SYMBOL'",
        "watch --symbol X --url :, Invalid value for option '--url'",
        "watch --symbol X --url http://127.0.0.1, --url",
        "watch --symbol X --http ws://127.0.0.1, --http",
    })
    void shouldSayInOneLineWhatIsWrong(String arguments, String complaint) {
        assertThat(execute(arguments)).isEqualTo(2);

        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("tocsin: ")
                .contains(complaint);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldListRoutesAndOperations() {
        assertThat(execute("routes")).isZero();

        assertThat(out.toString()).contains("/v1/alerts/{id}", "scope ticks:write", "{\"op\":\"subscribe\"}");
    }

    @Test
    void shouldKnowItsVersion() {
        assertThat(execute("--version")).isZero();

        assertThat(out.toString()).startsWith("tocsin ");
    }

    private int execute(String arguments) {
        return Main.run(arguments.split(" "), new PrintWriter(out), new PrintWriter(err));
    }
}
