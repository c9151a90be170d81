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
    DeviceFreeze(ChronicleMap<Region, Region> devices, int mostKept) {
        this.devices = devices;
        before = new BeforeImages<>(mostKept);
    }

    /**
     * As {@link io.tocsin.engine.rules.FrozenRules#forEachDevice}. Allocates, as the map has no order: the names of all
     * owners.
     */
    void forEach(RuleStore.DeviceConsumer consumer) {
        NavigableSet<String> names = new TreeSet<>();
        devices.forEach((owner, tokens) -> names.add(name(owner)));
        // After it, as an owner that it has not met because the list is gone is among these.
        names.addAll(before.keys());
        Region key = new Region(64);
        Region list = new Region(1024);
        UnsafeBuffer owner = new UnsafeBuffer(0, 0);
        for (String name : names) {
            owner.wrap(name.getBytes(ISO_8859_1));
            if (devices.getUsing(key.set(owner), list) == null) {
                list.length(0);
            }
            byte[] image = before.get(name);
            if (image != null) {
                list.length(image.length).buffer().putBytes(0, image);
            }
            Devices.forEach(owner, list, consumer);
        }
    }

    /** A list is about to change. */
    void beforeChange(Region owner) {
        String name = name(owner);
        if (!lost && !before.has(name)) {
            if (before.isFull()) {
                lost = true;
            } else {
                Region list = devices.getUsing(owner, new Region(1024));
                before.keep(name, list == null ? new byte[0] : Arrays.copyOf(list.bytes(), list.length()));
            }
        }
    }

    private static String name(Region owner) {
        return new String(owner.bytes(), 0, owner.length(), ISO_8859_1);
    }

    boolean isLost() {
        return lost;
    }
}
