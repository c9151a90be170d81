package io.tocsin.replay;

import io.tocsin.engine.codec.AlertFiredDecoder;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.journal.outbox.EventId;
import io.tocsin.replay.OutboxComparison.Differences;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agrona.DirectBuffer;

/**
 * Sorts what a comparison finds by alert. A firing that is in both, with the same number of its alert, but at another event
 * or price has moved; one at its event and price that is otherwise not the same has changed; what is left was added or lost.
 * Holds no more than the differences.
 */
final class AlertDifferences implements Differences {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final AlertFiredDecoder fired = new AlertFiredDecoder();
    private final Map<Key, Firing> added = new LinkedHashMap<>();
    private final Map<Key, Firing> lost = new LinkedHashMap<>();
    private final List<Pair> moved = new ArrayList<>();
    private final List<Pair> changed = new ArrayList<>();

    /** The same firing for the owner of the alert, whichever input caused it. */
    private record Key(long alertId, int number) {}

    /** A firing, as far as the owner of the alert sees it. */
    record Firing(long alertId, int number, EventId event, long timeNs, String symbol, String price) {
        private Key key() {
            return new Key(alertId, number);
        }
    }

    /** A firing as it was told, and as it is told now. */
    record Pair(Firing old, Firing now) {}

    @Override
    public void onAdded(DirectBuffer firing, int offset) {
        if (isFiring(firing, offset)) {
            added(read(firing, offset));
        }
    }

    @Override
    public void onLost(DirectBuffer firing, int offset) {
        if (isFiring(firing, offset)) {
            lost(read(firing, offset));
        }
    }

    @Override
    public void onChanged(DirectBuffer stored, int storedOffset, DirectBuffer firing, int offset) {
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

    /** In the order of the events as they were told. */
    List<Pair> moved() {
        return inOrder(moved);
    }

    List<Pair> changed() {
        return inOrder(changed);
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
