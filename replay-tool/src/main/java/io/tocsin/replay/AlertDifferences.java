package io.tocsin.replay;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.wire.OutputHeader;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.replay.OutboxComparison.Differences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Sorts what a comparison finds of firings by alert, and lists the other events that differ. A firing that is in both,
 * with the same number of its alert, but at another event or price has moved; one at its event and price that is
 * otherwise not the same has changed; what is left was added or lost. An other event is the same only under its event
 * id. Holds no more than the differences.
 */
final class AlertDifferences implements Differences {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final OutputHeader other = new OutputHeader();
    private final AlertFiredDecoder fired = new AlertFiredDecoder();
    private final Map<Key, Firing> added = new LinkedHashMap<>();
    private final Map<Key, Firing> lost = new LinkedHashMap<>();
    private final List<Pair> moved = new ArrayList<>();
    private final List<Pair> changed = new ArrayList<>();
    private final List<Other> others = new ArrayList<>();

    /** The same firing for the owner of the alert, whichever input caused it. */
    private record Key(long alertId, int number) {}

    /** A firing, as far as the owner of the alert sees it. */
    record Firing(long alertId, int number, EventId event, long timeNs, String symbol, String price) {
        private Key key() {
            return new Key(alertId, number);
        }
    }

    /** A firing as it was emitted, and as it is emitted now. */
    record Pair(Firing old, Firing now) {}

    /** An event that is no firing, with what became of it: added, lost or changed. */
    record Other(String what, RecordType type, EventId event, long timeNs) {}

    @Override
    public void onAdded(DirectBuffer event, int offset) {
        if (isFiring(event, offset)) {
            added(read(event, offset));
        } else {
            others.add(other("added", event, offset));
        }
    }

    @Override
    public void onLost(DirectBuffer event, int offset) {
        if (isFiring(event, offset)) {
            lost(read(event, offset));
        } else {
            others.add(other("lost", event, offset));
        }
    }

    @Override
    public void onChanged(DirectBuffer stored, int storedOffset, DirectBuffer firing, int offset) {
        if (!isFiring(stored, storedOffset) && !isFiring(firing, offset)) {
            others.add(other("changed", firing, offset));
            return;
        }
        if (!isFiring(stored, storedOffset) || !isFiring(firing, offset)) {
            onLost(stored, storedOffset);
            onAdded(firing, offset);
            return;
        }
        Firing old = read(stored, storedOffset);
        Firing now = read(firing, offset);
        if (old.alertId != now.alertId) {
            lost(old);
            added(now);
        } else if (old.price.equals(now.price)) {
            changed.add(new Pair(old, now));
        } else {
            moved.add(new Pair(old, now));
        }
    }

    private void added(Firing now) {
        Firing old = lost.remove(now.key());
        if (old == null) {
            added.put(now.key(), now);
        } else {
            moved.add(new Pair(old, now));
        }
    }

    private void lost(Firing old) {
        Firing now = added.remove(old.key());
        if (now == null) {
            lost.put(old.key(), old);
        } else {
            moved.add(new Pair(old, now));
        }
    }

    List<Firing> added() {
        return List.copyOf(added.values());
    }

    List<Firing> lost() {
        return List.copyOf(lost.values());
    }

    /** In the order of the events as they were emitted. */
    List<Pair> moved() {
        return inOrder(moved);
    }

    List<Pair> changed() {
        return inOrder(changed);
    }

    /** In the order in which they were found, which is that of the events. */
    List<Other> others() {
        return List.copyOf(others);
    }

    /** How many of them were added, lost or changed. */
    long others(String what) {
        return others.stream().filter(event -> event.what.equals(what)).count();
    }

    /** Whether firings differ, and not other events only. */
    boolean hasFirings() {
        return !(added.isEmpty() && lost.isEmpty() && moved.isEmpty() && changed.isEmpty());
    }

    private static List<Pair> inOrder(List<Pair> pairs) {
        return pairs.stream()
                .sorted(Comparator.comparing(pair -> pair.old.event))
                .toList();
    }

    /** The outbox holds other events as well. */
    private boolean isFiring(DirectBuffer message, int offset) {
        return header.wrap(message, offset).templateId() == AlertFiredDecoder.TEMPLATE_ID;
    }

    private Other other(String what, DirectBuffer event, int offset) {
        OutputHeader output = other.wrap(event, offset);
        return new Other(
                what,
                RecordType.of(output.templateId()),
                new EventId(output.sequence(), output.ordinal()),
                output.timestampNs());
    }

    private Firing read(DirectBuffer message, int offset) {
        fired.wrapAndApplyHeader(message, offset, header);
        return new Firing(
                fired.alertId(),
                fired.firedCount(),
                new EventId(fired.sequence(), fired.ordinal()),
                fired.timestampNs(),
                fired.symbolName(),
                RecordPrinter.decimal(fired.price(), fired.decimals()));
    }
}
