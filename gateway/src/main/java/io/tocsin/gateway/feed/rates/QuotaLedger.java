package io.tocsin.gateway.feed.rates;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts calls by the month, in UTC, in a file, so that neither a restart nor a fault can use up what is paid for. A call
 * is counted before it is made. One thread writes; any may ask what is left.
 *
 * <pre>
 *   2026-11 57 1796066982000        month, calls, when the next one may be made, in ms since the epoch
 * </pre>
 */
final class QuotaLedger {
    private static final Pattern FIELDS = Pattern.compile("([0-9]{4})-(0[1-9]|1[0-2]) ([0-9]{1,9}) ([0-9]{1,15})");

    private final Path file;
    private final int callsPerMonth;
    private volatile YearMonth month = YearMonth.of(1970, 1);
    private volatile int calls;
    private volatile Instant next = Instant.EPOCH;

    /** @throws IOException when the file is there and cannot be read, or is none of these. */
    QuotaLedger(Path file, int callsPerMonth) throws IOException {
        this.file = file;
        this.callsPerMonth = callsPerMonth;
        if (Files.exists(file)) {
            Matcher fields = FIELDS.matcher(Files.readString(file, US_ASCII).strip());
            if (!fields.matches()) {
                throw new IOException(file + " is no count of calls: remove it to begin anew");
            }
            month = YearMonth.of(Integer.parseInt(fields.group(1)), Integer.parseInt(fields.group(2)));
            calls = Integer.parseInt(fields.group(3));
            next = Instant.ofEpochMilli(Long.parseLong(fields.group(4)));
        }
    }

    /** In the month of a time. */
    int left(Instant now) {
        return month.equals(monthOf(now)) ? Math.max(0, callsPerMonth - calls) : callsPerMonth;
    }

    /** Before then no call may be made; in the past when one may be. */
    Instant next(Instant now) {
        Instant byQuota = left(now) > 0 ? Instant.EPOCH : beginOfNextMonth(now);
        return byQuota.isAfter(next) ? byQuota : next;
    }

    /** A call is about to be made; another one not before a time. */
    void onCall(Instant now, Instant notBefore) throws IOException {
        calls = month.equals(monthOf(now)) ? calls + 1 : 1;
        month = monthOf(now);
        next = notBefore;
        write();
    }

    /** Not before a time, whatever was said. */
    void postpone(Instant notBefore) throws IOException {
        next = notBefore;
        write();
    }

    /** The provider says that there is nothing left in this month. */
    void onUsedUp(Instant now) throws IOException {
        month = monthOf(now);
        calls = Math.max(calls, callsPerMonth);
        write();
    }

    private void write() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, month + " " + calls + " " + next.toEpochMilli() + "\n", US_ASCII);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static YearMonth monthOf(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    private static Instant beginOfNextMonth(Instant now) {
        return monthOf(now).plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
