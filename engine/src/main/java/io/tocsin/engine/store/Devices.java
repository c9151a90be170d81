package io.tocsin.engine.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.rules.Device;
import io.tocsin.engine.rules.RuleStore;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.map.ChronicleMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Push tokens: each owner's, oldest first, and each token's owner, so that a token never rings for two.
 *
 * <pre>
 *   owner  →  | platform: byte | length: uint16 | token | platform | length | token | ...
 *   token  →  | owner |
 * </pre>
 *
 * Written by the engine thread; {@link #list}, and what a {@link DeviceFreeze} reads, by any.
 */
final class Devices {
    /** More than a person has; what a leaking client can hold. */
    static final int MAX_PER_OWNER = 16;

    private static final int ENTRY_HEADER = 3;

    private final ChronicleMap<Region, Region> devices;
    private final ChronicleMap<Region, Region> owners;
    private final Region ownerKey = new Region(64);
    private final Region tokenKey = new Region(256);
    private final Region present = new Region(64);
    private final Region list = new Region(1024);
    private final UnsafeBuffer oldest = new UnsafeBuffer(0, 0);
    private volatile DeviceFreeze freeze;

    Devices(ChronicleMap<Region, Region> devices, ChronicleMap<Region, Region> owners) {
        this.devices = devices;
        this.owners = owners;
    }

    void put(DirectBuffer owner, Platform platform, DirectBuffer token) {
        if (owners.getUsing(tokenKey.set(token), present) != null) {
            oldest.wrap(present.buffer(), 0, present.length());
            drop(oldest, token);
        }
        read(owner);
        if (count() >= MAX_PER_OWNER) {
            oldest.wrap(list.buffer(), ENTRY_HEADER, tokenLength(0));
            owners.remove(tokenKey.set(oldest));
            cut(0);
        }
        int at = list.length();
        UnsafeBuffer buffer = list.length(at + ENTRY_HEADER + token.capacity()).buffer();
        buffer.putByte(at, (byte) platform.value());
        buffer.putShort(at + 1, (short) token.capacity());
        buffer.putBytes(at + ENTRY_HEADER, token, 0, token.capacity());
        ownerKey.set(owner);
        store();
        owners.put(tokenKey.set(token), ownerKey);
    }

    void remove(DirectBuffer owner, DirectBuffer token) {
        drop(owner, token);
    }

    private void drop(DirectBuffer owner, DirectBuffer token) {
        read(owner);
        for (int at = 0; at < list.length(); at += ENTRY_HEADER + tokenLength(at)) {
            if (isAt(at, token)) {
                cut(at);
                owners.remove(tokenKey.set(token));
                store();
                return;
            }
        }
    }

    /** Any thread. */
    List<Device> list(DirectBuffer owner) {
        Region read = devices.getUsing(new Region(owner.capacity()).set(owner), new Region(1024));
        List<Device> result = new ArrayList<>();
        for (int at = 0; read != null && at < read.length(); ) {
            Platform platform = Platform.get(read.buffer().getByte(at));
            int length = read.buffer().getShort(at + 1) & 0xFFFF;
            result.add(new Device(platform, new String(read.bytes(), at + ENTRY_HEADER, length, US_ASCII)));
            at += ENTRY_HEADER + length;
        }
        return List.copyOf(result);
    }

    /** Visits all tokens by owner, then oldest first. */
    void forEach(RuleStore.DeviceConsumer consumer) {
        new DeviceFreeze(devices, 0).forEach(consumer);
    }

    /** Visits the tokens in an owner's list. */
    static void forEach(DirectBuffer owner, Region tokens, RuleStore.DeviceConsumer consumer) {
        UnsafeBuffer token = new UnsafeBuffer(0, 0);
        for (int at = 0; at < tokens.length(); at += ENTRY_HEADER + token.capacity()) {
            token.wrap(tokens.buffer(), at + ENTRY_HEADER, tokenLength(tokens, at));
            consumer.onDevice(owner, Platform.get(tokens.buffer().getByte(at)), token);
        }
    }

    /** Keeps all as it is now for another thread, until {@link #thaw}. */
    DeviceFreeze freeze(int mostKept) {
        freeze = new DeviceFreeze(devices, mostKept);
        return freeze;
    }

    /** Any thread. */
    void thaw() {
        freeze = null;
    }

    /** Makes the list that of the owner whose key was set. */
    private void store() {
        DeviceFreeze present = freeze;
        if (present != null) {
            present.beforeChange(ownerKey);
        }
        if (list.length() == 0) {
            devices.remove(ownerKey);
        } else {
            devices.put(ownerKey, list);
        }
    }

    private void read(DirectBuffer owner) {
        if (devices.getUsing(ownerKey.set(owner), list) == null) {
            list.length(0);
        }
    }

    private int count() {
        int count = 0;
        for (int at = 0; at < list.length(); at += ENTRY_HEADER + tokenLength(at)) {
            count++;
        }
        return count;
    }

    private void cut(int at) {
        int next = at + ENTRY_HEADER + tokenLength(at);
        list.buffer().putBytes(at, list.buffer(), next, list.length() - next);
        list.length(list.length() - (next - at));
    }

    private boolean isAt(int at, DirectBuffer token) {
        if (tokenLength(at) != token.capacity()) {
            return false;
        }
        for (int i = 0; i < token.capacity(); i++) {
            if (list.buffer().getByte(at + ENTRY_HEADER + i) != token.getByte(i)) {
                return false;
            }
        }
        return true;
    }

    private int tokenLength(int at) {
        return tokenLength(list, at);
    }

    private static int tokenLength(Region tokens, int at) {
        return tokens.buffer().getShort(at + 1) & 0xFFFF;
    }
}
