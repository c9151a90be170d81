package io.tocsin.gateway.feed.exchange;

import static io.tocsin.gateway.feed.exchange.ExchangeFixture.trade;
import static io.tocsin.gateway.feed.exchange.ScriptedServer.sending;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that cannot be read, and do no harm to the next one. */
class MalformedMessagesTest {
    private static final String A = "AUSDT";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html>no</html> | it is not JSON: <html>no</html>",
                "`` | it is no JSON object: ",
                "[1,2] | it is no JSON object: [1,2]",
                "{} {} | there is more than one value: {} {}",
                "{\"e\":\"trade\",\"s\":\"AUSDT\",\"t\":1} | p is missing: {\"e\":",
                "{\"e\":\"trade\",\"s\":\"AUSDT\",\"t\":-1,\"p\":\"1\"} | t is no whole number: {",
                "{\"e\":\"trade\",\"s\":\"AUSDT\",\"t\":1,\"p\":\"NaN\",\"q\":\"1\",\"T\":1} | p is no number: {",
                "{\"e\":\"trade\",\"s\":\"AUSDT\",\"t\":1,\"p\":\"1e999999999\"} | p has more digits than can be kept: {",
                "{\"e\":\"trade\",\"s\":\"AUSDT\",\"t\":1,\"p\":\"1\",\"q\":\"-1\"} | q is less than zero: {",
                "{\"e\":\"trade\",\"s\":\"AUSDT\",\"t\":1,\"p\":\"1\",\"q\":\"1\",\"T\":99999999999999999999} | T is no whole",
                "{\"e\":\"trade\",\"s\":\"AUSDT\",\"t\":1,\"p\":\"1\",\"q\":\"1\",\"T\":10413792000000} | T is not between",
            })
    void shouldShowTheHeadOfWhatCannotBeRead(String message, String reject) throws Exception {
        try (ExchangeFixture fixture = new ExchangeFixture(sending(message, trade(A, 1)))) {
            fixture.run(fixture.feed(Exchange.BINANCE, A));

            assertThat(fixture.sink.rejects).hasSize(1);
            assertThat(fixture.sink.rejects.get(0)).startsWith("message 1: " + reject);
            assertThat(fixture.sink.rejects.get(0)).hasSizeLessThan(200);
            assertThat(fixture.ids(A)).containsExactly(1L);
        }
    }
}
