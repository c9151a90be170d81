package io.tocsin.gateway.feed.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuotaLedgerTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-30T23:00:00Z");
    private static final Instant DECEMBER = Instant.parse("2026-12-01T00:00:00Z");

    @TempDir
    private Path directory;

    @Test
    void shouldCountByTheMonthAcrossRestarts() throws Exception {
        QuotaLedger first = ledger();
        assertThat(first.left(NOVEMBER)).isEqualTo(3);
        assertThat(first.next(NOVEMBER)).isBefore(NOVEMBER);
        first.onCall(NOVEMBER, NOVEMBER.plusSeconds(60));
        assertThat(first.next(NOVEMBER)).isEqualTo(NOVEMBER.plusSeconds(60));

        QuotaLedger second = ledger();
        assertThat(second.left(NOVEMBER)).isEqualTo(2);
        assertThat(second.next(NOVEMBER)).isEqualTo(NOVEMBER.plusSeconds(60));
        second.onCall(NOVEMBER, NOVEMBER);
        second.onCall(NOVEMBER, NOVEMBER);
        assertThat(second.left(NOVEMBER)).isZero();
        assertThat(ledger().next(NOVEMBER)).isEqualTo(DECEMBER);
        assertThat(ledger().left(DECEMBER)).isEqualTo(3);
        assertThat(ledger().next(DECEMBER)).isBefore(DECEMBER);
    }

    @Test
    void shouldWaitForTheNextMonthWhenTheProviderSaysSo() throws Exception {
        QuotaLedger ledger = ledger();
        ledger.onCall(NOVEMBER, NOVEMBER);
        ledger.onUsedUp(NOVEMBER);
        assertThat(ledger.left(NOVEMBER)).isZero();
        assertThat(ledger().next(NOVEMBER)).isEqualTo(DECEMBER);
    }

    @Test
    void shouldNotCountAnewOverAFileThatItCannotRead() throws Exception {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "many calls");
        assertThatThrownBy(this::ledger)
                .isInstanceOf(IOException.class)
                .hasMessage(file() + " is no count of calls: remove it to begin anew");
    }

    private QuotaLedger ledger() throws IOException {
        return new QuotaLedger(file(), 3);
    }

    private Path file() {
        return directory.resolve("feeds/fx.quota");
    }
}
