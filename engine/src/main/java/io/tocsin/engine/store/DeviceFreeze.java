package io.tocsin.engine.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tocsin.engine.rules.RuleStore;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.TreeSet;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.concurrent.UnsafeBuffer;

/** Each owner's push tokens when it was made. Whoever changes a list first keeps what it was. */
final class DeviceFreeze {
    private final ChronicleMap<Region, Region> devices;
    /** By owners, whose bytes are as many characters: so they are in the order of their bytes. */
    private final BeforeImages<String> before;

    private volatile boolean lost;

    /**
     * @param devices  lists by owner.
     * @param mostKept so many lists; with more it has lost.
     */
    DeviceFreeze(final ChronicleMap<Region, Region> devices, final int mostKept) {
        this.devices = devices;
        before = new BeforeImages<>(mostKept);
    }

    /**
     * As {@link io.tocsin.engine.rules.FrozenRules#forEachDevice}. Allocates, as the map has no order: the names of all
     * owners.
     */
    void forEach(final RuleStore.DeviceConsumer consumer) {
        final NavigableSet<String> names = new TreeSet<>();
        devices.forEach((owner, tokens) -> names.add(name(owner)));
        // After it, as an owner that it has not met because the list is gone is among these.
        names.addAll(before.keys());
        final Region key = new Region(64);
        final Region list = new Region(1024);
        final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
        for (final String name : names) {
            owner.wrap(name.getBytes(ISO_8859_1));
            if (devices.getUsing(key.set(owner), list) == null) {
                list.length(0);
            }
            final byte[] image = before.get(name);
            if (image != null) {
                list.length(image.length).buffer().putBytes(0, image);
            }
            Devices.forEach(owner, list, consumer);
        }
    }

    /** A list is about to change. */
    void beforeChange(final Region owner) {
        final String name = name(owner);
        if (!lost && !before.has(name)) {
            if (before.isFull()) {
                lost = true;
            } else {
                final Region list = devices.getUsing(owner, new Region(1024));
                before.keep(name, list == null ? new byte[0] : Arrays.copyOf(list.bytes(), list.length()));
            }
        }
    }

    private static String name(final Region owner) {
        return new String(owner.bytes(), 0, owner.length(), ISO_8859_1);
    }

    boolean isLost() {
        return lost;
    }
}
