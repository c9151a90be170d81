package io.tocsin.replay;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** Counts of a journal, taken batch by batch. */
final class JournalStatistics {
    /** A node writes at least one batch every 100 ms, so such a gap means that none ran. */
    private static final long GAP_NS = TimeUnit.SECONDS.toNanos(1);

    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final Map<RecordType, TypeCount> types = new EnumMap<>(RecordType.class);
    private long batches;
    private long inputs;
    private long bytes;
    private long largestBatchInputs;
    private long largestBatchBytes;
    private long firstSequence;
    private long firstTimeNs;
    private long lastSequence;
    private long lastTimeNs;
    private long gaps;
    private long longestGapNs;
    private long longestGapAfter;
    private long second;
    private long secondInputs;
    private long busiestSecond;
    private long busiestSecondInputs;

    /** Comes before the inputs of the batch. */
    void onBatch(long timestampNs, int count, int lengthBytes) {
        if (batches == 0) {
            firstTimeNs = timestampNs;
        } else {
            countGap(timestampNs - lastTimeNs);
        }
        countSecond(TimeUnit.NANOSECONDS.toSeconds(timestampNs), count);
        batches++;
        bytes += lengthBytes;
        largestBatchInputs = Math.max(largestBatchInputs, count);
        largestBatchBytes = Math.max(largestBatchBytes, lengthBytes);
        lastTimeNs = timestampNs;
    }

    void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
        RecordType type = RecordType.of(header.wrap(message, offset).templateId());
        types.computeIfAbsent(type, absent -> new TypeCount()).add(length);
        if (inputs++ == 0) {
            firstSequence = sequence;
        }
        lastSequence = sequence;
    }

    long inputs() {
        return inputs;
    }

    private void countGap(long gapNs) {
        if (gapNs >= GAP_NS) {
            gaps++;
        }
        if (gapNs > longestGapNs) {
            longestGapNs = gapNs;
            longestGapAfter = lastSequence;
        }
    }

    private void countSecond(long newSecond, int count) {
        secondInputs = (newSecond == second ? secondInputs : 0) + count;
        second = newSecond;
        if (secondInputs > busiestSecondInputs) {
            busiestSecondInputs = secondInputs;
            busiestSecond = second;
        }
    }

    void print(PrintWriter out) {
        line(out, "batches", "%d, %d bytes", batches, bytes);
        line(out, "inputs", "%d", inputs);
        if (inputs == 0) {
            return;
        }
        line(out, "first", "sequence %d at %s", firstSequence, RecordPrinter.time(firstTimeNs));
        line(out, "last", "sequence %d at %s", lastSequence, RecordPrinter.time(lastTimeNs));
        long spanMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(lastTimeNs - firstTimeNs));
        line(
                out,
                "rate",
                "%.1f inputs/s; busiest second %d at %s",
                inputs * 1000.0 / spanMs,
                busiestSecondInputs,
                RecordPrinter.time(TimeUnit.SECONDS.toNanos(busiestSecond)));
        line(
                out,
                "gaps",
                "%d of 1 s or more; longest %.3f s after sequence %d",
                gaps,
                longestGapNs / 1e9,
                longestGapAfter);
        line(
                out,
                "batch size",
                "mean %.1f inputs, %.1f bytes; largest %d inputs, %d bytes",
                (double) inputs / batches,
                (double) bytes / batches,
                largestBatchInputs,
                largestBatchBytes);
        types.forEach((type, count) ->
                out.printf(Locale.ROOT, "  %-16s %d, %d bytes%n", type.label(), count.inputs, count.bytes));
    }

    /** A line of totals, and one for each type. */
    void print(ResultLine line, int files) {
        line.begin("journal")
                .number("files", files)
                .number("batches", batches)
                .number("inputs", inputs)
                .number("bytes", bytes);
        if (inputs > 0) {
            line.number("firstSequence", firstSequence)
                    .text("firstTime", RecordPrinter.time(firstTimeNs))
                    .number("lastSequence", lastSequence)
                    .text("lastTime", RecordPrinter.time(lastTimeNs))
                    .number("busiestSecondInputs", busiestSecondInputs)
                    .text("busiestSecond", RecordPrinter.time(TimeUnit.SECONDS.toNanos(busiestSecond)))
                    .number("gaps", gaps)
                    .number("longestGapNs", longestGapNs)
                    .number("longestGapAfter", longestGapAfter)
                    .number("largestBatchInputs", largestBatchInputs)
                    .number("largestBatchBytes", largestBatchBytes);
        }
        line.end();
        types.forEach((type, count) -> line.begin("type")
                .text("type", type.label())
                .number("inputs", count.inputs)
                .number("bytes", count.bytes)
                .end());
    }

    private static void line(PrintWriter out, String name, String format, Object... values) {
        out.printf(Locale.ROOT, "  %-10s %s%n", name, String.format(Locale.ROOT, format, values));
    }

    private static final class TypeCount {
        private long inputs;
        private long bytes;

        void add(int length) {
            inputs++;
            bytes += length;
        }
    }
}
