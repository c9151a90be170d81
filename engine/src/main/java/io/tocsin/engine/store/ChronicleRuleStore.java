package io.tocsin.engine.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.rules.AlertAccess;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.CapacityExceededException;
import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.Device;
import io.tocsin.engine.rules.FrozenRules;
import io.tocsin.engine.rules.RuleStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.openhft.chronicle.hash.serialization.SizeMarshaller;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The rule store in off-heap Chronicle Maps, sized once. Their memory is anonymous: after a crash nothing of it is left
 * to be trusted by mistake, and no writeback disturbs the engine. Pages are touched as they fill, not at the start.
 * <p>
 * Who writes when: see {@link RuleStore}. {@link #reader()} may be used by any thread at the same time.
 */
public final class ChronicleRuleStore implements RuleStore {
    private static final int AVERAGE_ALERT_LENGTH = 250;
    private static final int AVERAGE_OWNER_LENGTH = 32;
    private static final int AVERAGE_TOKEN_LENGTH = 170;
    private static final int OWNER_PAGE_LENGTH = 64;
    /** Of a Chronicle Map, besides a quarter more than its entries are long. */
    private static final long MAP_BYTES_PER_ENTRY = 24;

    private static final int DEFAULT_MAX_CREATIONS = 1 << 18;
    /**
     * Lower bounds than before must not keep a node from starting: so many times more keys find room, on pages then
     * touched.
     */
    private static final int CREATION_SPARE = 32;

    private static final int MIN_CREATIONS = 1 << 15;
    private static final int MOST_KEPT_BY_A_FREEZE = 1 << 17;
    /** A map of fewer cannot hold the longest entry: an owner's sixteen tokens of a kilobyte each. */
    private static final int MIN_ENTRIES = 1 << 10;
    /** The longest entries are less than so many times longer than the average ones. */
    private static final int MAX_BLOAT_FACTOR = 64;

    private final long capacity;
    private final List<ChronicleMap<?, ?>> maps = new ArrayList<>();
    private final ChronicleMap<Region, AlertRecord> alerts;
    private final AtomicLong alertCount = new AtomicLong();
    private final OwnerLists ownerLists;
    private final Creations creations;
    private final int defaultMaxCreations;
    private final long creationCapacity;
    private final Devices devices;
    private final AlertReader reader = new Reader();
    private final Region alertKey = new Region(Long.BYTES);
    private final UnsafeBuffer owner = new UnsafeBuffer(0, 0);
    private final AlertRecord unchanged = new AlertRecord();
    private volatile StoreFreeze freeze;

    /**
     * @param capacity     the most alerts it will hold; owners with push tokens are bounded by the same number.
     * @param maxCreations for which memory is set aside; more find room when they were accepted under higher bounds.
     */
    public ChronicleRuleStore(long capacity, int maxCreations) {
        this.capacity = capacity;
        alerts = add(
                ChronicleMap.of(Region.class, AlertRecord.class)
                        .name("alerts")
                        .keyMarshaller(new RegionMarshaller())
                        .keySizeMarshaller(SizeMarshaller.constant(Long.BYTES))
                        .valueMarshaller(new AlertRecordMarshaller())
                        .averageValueSize(AVERAGE_ALERT_LENGTH),
                capacity);
        defaultMaxCreations = (int) Math.min(capacity, DEFAULT_MAX_CREATIONS);
        int creationEntries = creationEntries(capacity, maxCreations);
        creationCapacity = (long) CREATION_SPARE * creationEntries;
        ownerLists = new OwnerLists(
                map("owners", AVERAGE_OWNER_LENGTH, AVERAGE_OWNER_LENGTH, capacity),
                map("owner-pages", 0, OWNER_PAGE_LENGTH, capacity));
        creations = new Creations(
                map("creations", 2 * AVERAGE_OWNER_LENGTH, Creation.LENGTH, creationEntries),
                map("creation-order", 0, Long.BYTES + 2 * AVERAGE_OWNER_LENGTH, creationEntries),
                map("creation-counts", AVERAGE_OWNER_LENGTH, Long.BYTES, creationEntries));
        devices = new Devices(
                map("devices", AVERAGE_OWNER_LENGTH, AVERAGE_TOKEN_LENGTH, capacity),
                map("device-owners", AVERAGE_TOKEN_LENGTH, AVERAGE_OWNER_LENGTH, capacity));
    }

    /**
     * What a store sets aside for alerts and devices, about: beside its entries a map holds their places, and room to
     * spread.
     */
    public static long alertBytesFor(long capacity) {
        return Math.max(capacity, MIN_ENTRIES)
                * (entryBytes(Long.BYTES + AVERAGE_ALERT_LENGTH)
                        + entryBytes(2 * AVERAGE_OWNER_LENGTH)
                        + entryBytes(Long.BYTES + OWNER_PAGE_LENGTH)
                        + 2 * entryBytes(AVERAGE_OWNER_LENGTH + AVERAGE_TOKEN_LENGTH));
    }

    /** What it sets aside for idempotency keys. */
    public static long creationBytesFor(long capacity, int maxCreations) {
        return creationEntries(capacity, maxCreations)
                * (entryBytes(2 * AVERAGE_OWNER_LENGTH + Creation.LENGTH)
                        + entryBytes(2 * Long.BYTES + 2 * AVERAGE_OWNER_LENGTH)
                        + entryBytes(AVERAGE_OWNER_LENGTH + Long.BYTES));
    }

    private static int creationEntries(long capacity, int maxCreations) {
        return (int) Math.max(Math.max(Math.min(capacity, DEFAULT_MAX_CREATIONS), maxCreations), MIN_CREATIONS);
    }

    private static long entryBytes(int keyAndValue) {
        return keyAndValue * 5L / 4 + MAP_BYTES_PER_ENTRY;
    }

    @Override
    public boolean read(long alertId, AlertRecord into) {
        return alerts.getUsing(alertKey.setLong(alertId), into) != null;
    }

    @Override
    public void insert(AlertRecord alert) {
        long count = alertCount.get();
        if (count >= capacity) {
            throw new CapacityExceededException("alerts", capacity);
        }
        ownerLists.add(ownerOf(alert), alert);
        alerts.put(alertKey.setLong(alert.alertId()), alert);
        alertCount.setRelease(count + 1);
    }

    @Override
    public void update(AlertRecord alert) {
        beforeChange(alert, this, unchanged);
        alerts.put(alertKey.setLong(alert.alertId()), alert);
    }

    @Override
    public void delete(AlertRecord alert) {
        beforeChange(alert, this, unchanged);
        ownerLists.remove(ownerOf(alert), alert);
        alerts.remove(alertKey.setLong(alert.alertId()));
        alertCount.setRelease(alertCount.get() - 1);
    }

    @Override
    public long alertCount() {
        return alertCount.get();
    }

    @Override
    public int alertCount(DirectBuffer ownerName) {
        return ownerLists.alertCount(ownerName);
    }

    @Override
    public boolean findCreation(DirectBuffer ownerName, DirectBuffer key, Creation into) {
        return creations.find(ownerName, key, into);
    }

    @Override
    public void rememberCreation(DirectBuffer ownerName, DirectBuffer key, Creation creation) {
        if (creations.count() >= creationCapacity) {
            throw new CapacityExceededException("idempotency keys", creationCapacity);
        }
        creations.remember(ownerName, key, creation);
    }

    @Override
    public int creationCount() {
        return creations.count();
    }

    @Override
    public int creationCount(DirectBuffer ownerName) {
        return creations.count(ownerName);
    }

    @Override
    public int defaultMaxCreations() {
        return defaultMaxCreations;
    }

    @Override
    public long oldestCreationNs() {
        return creations.oldestNs();
    }

    @Override
    public void forgetOldestCreation() {
        creations.forgetOldest();
    }

    @Override
    public void putDevice(DirectBuffer ownerName, Platform platform, DirectBuffer token) {
        devices.put(ownerName, platform, token);
    }

    @Override
    public void removeDevice(DirectBuffer ownerName, DirectBuffer token) {
        devices.remove(ownerName, token);
    }

    @Override
    public void forEachCreation(CreationConsumer consumer) {
        creations.forEach(consumer);
    }

    @Override
    public void forEachDevice(DeviceConsumer consumer) {
        devices.forEach(consumer);
    }

    @Override
    public FrozenRules freeze(long endId) {
        return freeze(endId, MOST_KEPT_BY_A_FREEZE);
    }

    /** @param mostKept of alerts, of keys, and of lists of tokens. */
    FrozenRules freeze(long endId, int mostKept) {
        if (freeze != null) {
            throw new IllegalStateException("the rules are frozen already");
        }
        StoreFreeze made = new StoreFreeze(
                new AlertFreeze(access(), endId, mostKept),
                creations.freeze(mostKept),
                devices.freeze(mostKept),
                this::thaw);
        freeze = made;
        return made;
    }

    private void thaw() {
        creations.thaw();
        devices.thaw();
        freeze = null;
    }

    private void beforeChange(AlertRecord alert, AlertAccess access, AlertRecord scratch) {
        StoreFreeze present = freeze;
        if (present != null) {
            present.alerts().beforeChange(alert.alertId(), access, scratch);
        }
    }

    @Override
    public AlertAccess access() {
        return new Access();
    }

    @Override
    public AlertReader reader() {
        return reader;
    }

    /** What was set aside. */
    long reservedBytes() {
        return maps.stream().mapToLong(ChronicleMap::offHeapMemoryUsed).sum();
    }

    @Override
    public void close() {
        maps.forEach(ChronicleMap::close);
    }

    private DirectBuffer ownerOf(AlertRecord alert) {
        owner.wrap(alert.buffer(), alert.ownerOffset(), alert.ownerLength());
        return owner;
    }

    private ChronicleMap<Region, Region> map(String name, int averageKeyLength, int averageValueLength, long entries) {
        ChronicleMapBuilder<Region, Region> builder = ChronicleMap.of(Region.class, Region.class)
                .name(name)
                .keyMarshaller(new RegionMarshaller())
                .valueMarshaller(new RegionMarshaller())
                .averageValueSize(averageValueLength);
        if (averageKeyLength == 0) {
            builder.keySizeMarshaller(SizeMarshaller.constant(Long.BYTES));
        } else {
            builder.averageKeySize(averageKeyLength);
        }
        return add(builder, entries);
    }

    private <V> ChronicleMap<Region, V> add(ChronicleMapBuilder<Region, V> builder, long entries) {
        ChronicleMap<Region, V> map = builder.entries(Math.max(entries, MIN_ENTRIES))
                .putReturnsNull(true)
                .removeReturnsNull(true)
                // What counts is the number of entries, however long they are.
                .maxBloatFactor(MAX_BLOAT_FACTOR)
                // Else a map is closed when the JVM has to stop, while the engine still applies what was accepted.
                .skipCloseOnExitHook(true)
                .create();
        maps.add(map);
        return map;
    }

    private final class Access implements AlertAccess {
        private final Region key = new Region(Long.BYTES);
        private final AlertRecord unchanged = new AlertRecord();

        @Override
        public boolean read(long alertId, AlertRecord into) {
            return alerts.getUsing(key.setLong(alertId), into) != null;
        }

        @Override
        public void update(AlertRecord alert) {
            beforeChange(alert, this, unchanged);
            alerts.put(key.setLong(alert.alertId()), alert);
        }
    }

    private final class Reader implements AlertReader {
        @Override
        public boolean read(long alertId, AlertRecord into) {
            return alerts.getUsing(new Region(Long.BYTES).setLong(alertId), into) != null;
        }

        @Override
        public int list(CharSequence ownerName, long afterId, long[] ids) {
            AlertRecord after = new AlertRecord();
            boolean known = afterId > 0 && read(afterId, after);
            return ownerLists.list(utf8(ownerName), afterId, known ? after : null, ids);
        }

        @Override
        public long alertCount() {
            return alertCount.get();
        }

        @Override
        public List<Device> devices(CharSequence ownerName) {
            return devices.list(utf8(ownerName));
        }

        private DirectBuffer utf8(CharSequence text) {
            return new UnsafeBuffer(text.toString().getBytes(UTF_8));
        }
    }
}
