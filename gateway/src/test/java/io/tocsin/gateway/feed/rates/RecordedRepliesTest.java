package io.tocsin.gateway.feed.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.gateway.feed.RecordedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the providers have answered to others. {@code -Dtocsin.data=DIR} says where it is recorded. */
class RecordedRepliesTest {
    @ParameterizedTest
    @CsvSource({
        "FIXER, EUR, amatellanes-fixerio/latest_base-EUR_2023-05-09.body.json, 1683607143, AED, 4.037229",
        "FIXER, USD, nacoma-fixer-io/latest_success.json, 1519296206, JPY, 107.346001",
        "FIXER, EUR, florianv-exchanger/FixerApiLayer/latest.json, 1653484743, AUD, 1.4771",
        "CURRENCYLAYER, USD, florianv-exchanger/CurrencyLayer/success.json, 1399748450, EUR, 0.726804",
        "CURRENCYLAYER, USD, florianv-exchanger/ApiLayer/CurrencyData/success.json, 1399748450, EUR, 0.726804",
        "CURRENCYLAYER, USD, orkhanahmadov-currencylayer/live.json, 1568218086, AED, 3.673103",
        "CURRENCYLAYER, USD, phlegx-currencylayer/live.json, 1440755169, AFN, 65.059998",
    })
    void shouldReadRates(
            RatesProvider provider, String base, String file, long timestampS, String currency, BigDecimal rate)
            throws Exception {
        RatesReply reply = RatesReply.read(provider, base, 200, read(file));
        assertThat(reply.timestampS()).isEqualTo(timestampS);
        assertThat(reply.rates()).containsEntry(currency, rate);
    }

    @ParameterizedTest
    @CsvSource({
        "FIXER, florianv-exchanger/Fixer/error.json, NEEDS_A_PERSON",
        "FIXER, florianv-exchanger/FixerApiLayer/error.json, NEEDS_A_PERSON",
        "FIXER, nacoma-fixer-io/symbols_error_101.json, NEEDS_A_PERSON",
        "CURRENCYLAYER, florianv-exchanger/CurrencyLayer/error.json, NEEDS_A_PERSON",
        "FIXER, florianv-exchanger/Fixer/latest.json, PASSES",
    })
    void shouldSeeWhyThereAreNone(RatesProvider provider, String file, RatesReply.Refusal.Kind kind) throws Exception {
        byte[] body = read(file);
        assertThatThrownBy(() -> RatesReply.read(provider, provider.defaultBase(), 200, body))
                .isInstanceOfSatisfying(
                        RatesReply.Refusal.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(kind));
    }

    private static byte[] read(String file) throws IOException {
        return Files.readAllBytes(RecordedData.require().resolve("fx-api").resolve(file));
    }
}
