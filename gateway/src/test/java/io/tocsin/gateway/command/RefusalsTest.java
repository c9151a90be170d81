package io.tocsin.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.contract.json.Problem;
import io.tocsin.engine.codec.RejectReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalsTest {
    @ParameterizedTest
    @EnumSource(RejectReason.class)
    void shouldHaveAProblemForEveryReason(RejectReason reason) {
        Problem problem = Refusals.problemOf(new Outcome.Rejected<>(reason, 7), "/alerts/3");
        assertThat(problem.status()).isIn(404, 409, 412, 422, 503);
        assertThat(problem.code()).matches("[a-z-]+");
        assertThat(problem.detail()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_ALERT, not-found, 404",
        "VERSION_CONFLICT, stale-version, 412",
        "IDEMPOTENCY_CONFLICT, idempotency-conflict, 409",
        "IDEMPOTENCY_LIMIT, idempotency-limit, 422",
        "IDEMPOTENCY_CAPACITY, idempotency-capacity, 422",
        "ALERT_LIMIT, alert-limit, 422",
        "ALERT_CAPACITY, capacity, 422",
        "SERIES_CAPACITY, capacity, 422",
        "ALERT_EXPIRED, alert-expired, 409",
        "SYMBOL_IN_USE, symbol-in-use, 409"
    })
    void shouldKeepCodesAndStatuses(RejectReason reason, String code, int status) {
        Problem problem = Refusals.problemOf(new Outcome.Rejected<>(reason, 7), "");
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.status()).isEqualTo(status);
    }

    @Test
    void shouldPointAtAnExpiryInThePast() {
        Problem problem = Refusals.problemOf(new Outcome.Rejected<>(RejectReason.EXPIRES_IN_PAST, 7), "/alerts/3");
        assertThat(problem.errors().get(0).at()).isEqualTo("/alerts/3/expiresAt");
    }

    @Test
    void shouldSayWhatIsOnlyForTheMoment() {
        assertThat(Refusals.problemOf(new Outcome.Busy<>(), "").status()).isEqualTo(503);
        assertThat(Refusals.problemOf(new Outcome.Closed<>(), "").status()).isEqualTo(503);
        assertThat(Refusals.problemOf(new Outcome.DiskFull<>(), "").code()).isEqualTo("disk-full");
        assertThat(Refusals.problemOf(new Outcome.TimedOut<>(), "").status()).isEqualTo(503);
        assertThatThrownBy(() -> Refusals.problemOf(new Outcome.Applied<>(1), ""))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
