package io.tocsin.contract.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void shouldTakeTextOfAnyScript() {
        assertThat(Arguments.unreadable(new String[] {"inspect", "--symbol", "币安人生USDT", "--alert", "١", ""}))
                .isEmpty();
        assertThat(Arguments.unreadable(new String[0])).isEmpty();
    }

    @Test
    void shouldNameTheFirstArgumentThatWasLost() {
        assertThat(Arguments.unreadable(new String[] {"inspect", "--symbol", "\uFFFD\uFFFDUSDT", "--data", "\uFFFD"}))
                .hasValue("argument 3, --symbol ??USDT, did not come through whole:"
                        + " write it in UTF-8, under a UTF-8 locale such as LC_ALL=C.UTF-8");
        assertThat(Arguments.unreadable(new String[] {"w\uFFFDrd"}))
                .get()
                .asString()
                .startsWith("argument 1, w?rd, did not");
        assertThat(Arguments.unreadable(new String[] {"--data=\uFFFD"}))
                .get()
                .asString()
                .startsWith("argument 1, --data=?, did not");
    }
}
