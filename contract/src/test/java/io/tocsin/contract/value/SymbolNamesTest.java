package io.tocsin.contract.value;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymbolNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X",
                "BRK.B",
                "BTC/USD",
                "M&M",
                "^GSPC",
                "EURUSD=X",
                "A#B",
                "A+B",
                "币安人生USDT",
                "Ä",
                "Ωμέγα",
                "한국",
                "٣٤",
                "\uD842\uDFB7",
                "._-/:&^=$@#+!~()'"
            })
    void shouldTakeLettersAndDigitsOfAnyScriptAndSomeSigns(String name) {
        assertThat(SymbolNames.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "A B",
                "A\u00A0B",
                "A\"B",
                "A\\B",
                "A,B",
                "A*",
                "A%B",
                "A?B",
                "A<B",
                "A\nB",
                "A\u0000",
                "\uD83D\uDE80",
                "\u200B",
                "\uFEFFA",
                "€",
                "½",
                "\u0301",
                "A\u0308",
                "\uD842",
                "\uDFB7\uD842",
                "\uFFFD"
            })
    void shouldTakeNothingElse(String name) {
        assertThat(SymbolNames.isValid(name)).isFalse();
    }

    @Test
    void shouldCountBytes() {
        assertThat(SymbolNames.isValid("x".repeat(64))).isTrue();
        assertThat(SymbolNames.isValid("x".repeat(65))).isFalse();
        assertThat(SymbolNames.isValid("é".repeat(32))).isTrue();
        assertThat(SymbolNames.isValid("é".repeat(32) + "x")).isFalse();
        assertThat(SymbolNames.isValid("币".repeat(21) + "x")).isTrue();
        assertThat(SymbolNames.isValid("币".repeat(21) + "é")).isFalse();
        assertThat(SymbolNames.isValid("\uD842\uDFB7".repeat(16))).isTrue();
        assertThat(SymbolNames.isValid("\uD842\uDFB7".repeat(16) + "x")).isFalse();
    }

    /** Composed ones, half of which are more bytes than the rest; never what is decomposed. */
    @Test
    void shouldTakeComposedLettersOnly() {
        for (String name : new String[] {"Ä", "é", "한국", "Ωμέγα"}) {
            String decomposed = Normalizer.normalize(name, Normalizer.Form.NFD);
            assertThat(decomposed).isNotEqualTo(name);
            assertThat(SymbolNames.isValid(decomposed)).isFalse();
        }
        // Ohm and Ångström are letters that NFC writes as others.
        assertThat(SymbolNames.isValid("\u2126")).isFalse();
        assertThat(SymbolNames.isValid("\u212B")).isFalse();
    }

    @Test
    void shouldAgreeWithTheEncoderAboutEveryCharacter() {
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            if (Character.isLetterOrDigit(character)) {
                String text = Character.toString(character);
                int bytes = text.getBytes(UTF_8).length;
                String full = text.repeat(64 / bytes) + "x".repeat(64 % bytes);
                boolean isComposed = Normalizer.isNormalized(full, Normalizer.Form.NFC);
                assertThat(SymbolNames.isValid(full)).as("%x", character).isEqualTo(isComposed);
                assertThat(SymbolNames.isValid(full + "x")).as("%x", character).isFalse();
            }
        }
    }
}
