package io.tocsin.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.contract.json.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

class AlertArgumentTest {
    private static final String ALERT =
            "{\"symbol\":\"BTCUSD\",\"condition\":{\"type\":\"above\",\"level\":1},\"message\":\"ä\"}";

    @TempDir
    private Path directory;

    @Test
    void shouldLetAByteOrderMarkPass() throws IOException, InvalidRequestException {
        Path file = Files.writeString(directory.resolve("alert.json"), "\uFEFF" + ALERT);
        for (String argument : new String[] {ALERT, " \n" + ALERT, "\uFEFF" + ALERT, file.toString()}) {
            assertThat(AlertArgument.parse(argument).definitions(symbol -> 8))
                    .singleElement()
                    .satisfies(alert -> assertThat(alert.message()).isEqualTo("ä"));
        }
    }

    @Test
    void shouldRefuseAFileInAnotherEncoding() throws IOException {
        Path file = directory.resolve("alert.json");
        for (byte[] content : new byte[][] {
            ALERT.getBytes(StandardCharsets.UTF_16LE),
            ALERT.getBytes(StandardCharsets.UTF_16),
            ALERT.getBytes(StandardCharsets.ISO_8859_1),
            HexFormat.of().parseHex("00007B00"),
            HexFormat.of().parseHex("7B22C0AF223A317D")
        }) {
            Files.write(file, content);
            assertThatThrownBy(() -> AlertArgument.parse(file.toString()))
                    .isInstanceOf(TypeConversionException.class)
                    .hasMessageMatching("Line 1, column [0-9]+: this is not (UTF-8|JSON)");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"symbol\":            | Line 1, column 11: the text ends too early",
                "{\"symbol\":\"\\ud800\"} | Line 1, column 11: a string or a name holds half a surrogate pair",
                "[1e1000000000]          | /0 must be a number of at most 100 characters, and 9 digits in its exponent",
                "alert.json              | there is no file alert.json; JSON begins with { or [",
                "a\0b                    | 'a\0b' names no file; JSON begins with { or ["
            })
    void shouldSayWhatIsWrong(String argument, String message) {
        assertThatThrownBy(() -> AlertArgument.parse(argument))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage(message);
    }
}
