package io.tocsin.engine.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.rules.AlertReader;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.CapacityExceededException;
import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@JdkDependent
class ChronicleRuleStoreTest {
    private static final int CAPACITY = 5_000;

    private final ChronicleRuleStore store = new ChronicleRuleStore(CAPACITY, 1);
    private final AlertReader reader = store.reader();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void shouldReadBackEveryByteOfAnAlert() {
        AlertRecord alert = alert(7, "default\nalice", "x".repeat(900));
        alert.reset(123);
        alert.rearmAtNs(456);
        store.insert(alert);

        AlertRecord read = new AlertRecord();
        assertThat(reader.read(7, read)).isTrue();
        assertThat(read.length()).isEqualTo(alert.length());
        assertThat(read.reset()).isEqualTo(123);
        assertThat(read.rearmAtNs()).isEqualTo(456);
        assertThat(read.owner()).isEqualTo("default\nalice");
        assertThat(read.message()).isEqualTo("x".repeat(900));
        assertThat(reader.read(8, read)).isFalse();
    }

    @Test
    void shouldHoldAsManyOfTheLongestAlerts() {
        String longest = "x".repeat(AlertRecord.MAX_TEXTS_LENGTH - 100);
        for (long alertId = 1; alertId <= CAPACITY; alertId++) {
            store.insert(alert(alertId, "default\nalice", longest));
        }
        assertThat(reader.alertCount()).isEqualTo(CAPACITY);
        AlertRecord read = new AlertRecord();
        for (long alertId = 1; alertId <= CAPACITY; alertId++) {
            assertThat(reader.read(alertId, read)).isTrue();
            assertThat(read.messageLength()).isEqualTo(longest.length());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 64, 100, 1_000, 1_025, 2_000, 5_000, 10_000, 100_000, 1_000_000})
    void shouldHoldTheLongestEntriesHoweverManyItIsSizedFor(int capacity) {
        int alerts = Math.min(capacity, 1_000);
        String owner = "t".repeat(64) + "\n" + "u".repeat(120);
        String token = "x".repeat(1_000);
        Creation creation = new Creation();
        try (ChronicleRuleStore sized = new ChronicleRuleStore(capacity, 1)) {
            for (int i = 0; i < alerts; i++) {
                String name = owner + (i / 200 + 10_000_000);
                AlertRecord alert = alert(i + 1, name, "x".repeat(AlertRecord.MAX_TEXTS_LENGTH - 200));
                sized.insert(alert);
                creation.set(0, i, 0, alert);
                sized.rememberCreation(text(name), text("key".repeat(20) + i), creation);
                sized.putDevice(text(name), Platform.IOS, text(token + i));
            }
            assertThat(sized.alertCount()).isEqualTo(alerts);
            String last = owner + ((alerts - 1) / 200 + 10_000_000);
            assertThat(sized.alertCount(text(last))).isEqualTo((alerts - 1) % 200 + 1);
            assertThat(sized.reader().devices(last)).hasSize(Math.min(Devices.MAX_PER_OWNER, (alerts - 1) % 200 + 1));
        }
    }

    @Soak
    @Test
    void shouldListEachOwnersAlertsByIdThroughRandomAddsAndDeletes() {
        long seed = Seeds.one();
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, TreeSet<Long>> model = new HashMap<>();
        AlertRecord read = new AlertRecord();
        long nextId = 1;
        for (int step = 0; step < 20_000; step++) {
            String owner = "default\nuser" + random.nextInt(5);
            TreeSet<Long> ids = model.computeIfAbsent(owner, name -> new TreeSet<>());
            if (store.alertCount() < CAPACITY && random.nextInt(5) < 3) {
                store.insert(alert(nextId, owner, ""));
                ids.add(nextId++);
            } else if (!ids.isEmpty()) {
                Long id = random.nextBoolean() ? ids.first() : ids.ceiling(random.nextLong(ids.last()) + 1);
                assertThat(store.read(id, read)).as("-Dtocsin.seed=%d", seed).isTrue();
                store.delete(read);
                ids.remove(id);
            }
            long after = ids.isEmpty() ? 0 : random.nextLong(ids.last() + 2);
            long[] page = new long[1 + random.nextInt(100)];
            int count = reader.list(owner, after, page);
            long[] expected = ids.tailSet(after, false).stream()
                    .mapToLong(Long::longValue)
                    .limit(page.length)
                    .toArray();
            assertThat(Arrays.copyOf(page, count))
                    .as("-Dtocsin.seed=%d step %d", seed, step)
                    .isEqualTo(expected);
            assertThat(store.alertCount(text(owner)))
                    .as("-Dtocsin.seed=%d", seed)
                    .isEqualTo(ids.size());
        }
    }

    @Test
    void shouldListAnOwnerWhoseOldestAlertGoesLast() {
        AlertRecord alert = new AlertRecord();
        long[] page = new long[CAPACITY];
        for (long id = 1; id <= CAPACITY; id++) {
            store.insert(alert(id, "default\nalice", ""));
        }
        for (long id = 2; id <= CAPACITY - 100; id++) {
            store.read(id, alert);
            store.delete(alert);
        }
        assertThat(reader.list("default\nalice", 0, page)).isEqualTo(101);
        for (long id = 1; id <= CAPACITY; id = id == 1 ? CAPACITY - 99 : id + 1) {
            store.read(id, alert);
            store.delete(alert);
            int left = reader.list("default\nalice", 0, page);
            assertThat(Arrays.copyOf(page, left))
                    .isEqualTo(LongStream.rangeClosed(Math.max(id, CAPACITY - 100) + 1, CAPACITY)
                            .toArray());
        }
        assertThat(store.alertCount(text("default\nalice"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 40, 64, 65, 150, 192})
    void shouldGoOnWithAListWhoseNewestAlertsAreGone(int alerts) {
        AlertRecord alert = new AlertRecord();
        long[] page = new long[CAPACITY];
        long nextId = 1;
        while (nextId <= alerts) {
            store.insert(alert(nextId++, "default\nalice", ""));
        }
        for (int left = alerts - 1; left >= 0; left--) {
            store.read(left + 1, alert);
            store.delete(alert);
            assertThat(reader.list("default\nalice", 0, page)).isEqualTo(left);
            if (left % 7 == 1) {
                long first = nextId;
                LongStream.Builder added = LongStream.builder();
                while (nextId < first + 70) {
                    added.add(nextId);
                    store.insert(alert(nextId++, "default\nalice", ""));
                }
                int count = reader.list("default\nalice", 0, page);
                assertThat(Arrays.copyOf(page, count))
                        .isEqualTo(LongStream.concat(LongStream.rangeClosed(1, left), added.build())
                                .toArray());
                for (long id = nextId - 1; id >= first; id--) {
                    store.read(id, alert);
                    store.delete(alert);
                }
            }
        }
        assertThat(store.alertCount(text("default\nalice"))).isZero();
    }

    @Test
    void shouldListWithoutAGapWhileAlertsAreAdded() throws InterruptedException {
        int alerts = 30_000;
        ChronicleRuleStore large = new ChronicleRuleStore(alerts, 1);
        Thread adding = new Thread(() -> {
            for (long id = 1; id <= alerts; id++) {
                large.insert(alert(id, "default\nalice", ""));
            }
        });
        adding.start();
        AlertReader live = large.reader();
        long[] page = new long[200];
        long known = 0;
        while (known < alerts && (adding.isAlive() || large.alertCount() == alerts)) {
            known = live.alertCount();
            long after = Math.max(0, known - 100);
            int count = live.list("default\nalice", after, page);
            assertThat(count).isGreaterThanOrEqualTo((int) (known - after));
            assertThat(Arrays.copyOf(page, count))
                    .isEqualTo(LongStream.rangeClosed(after + 1, after + count).toArray());
        }
        assertThat(known).isEqualTo(alerts);
        adding.join();
        large.close();
    }

    @Test
    void shouldRefuseMoreThanItWasSizedFor() {
        ChronicleRuleStore small = new ChronicleRuleStore(1, 1);
        small.insert(alert(1, "a", ""));
        AlertRecord second = alert(2, "a", "");
        assertThatThrownBy(() -> small.insert(second))
                .isInstanceOf(CapacityExceededException.class)
                .hasMessageContaining("1 alerts");
        small.close();
    }

    @Test
    void shouldForgetTheOldestIdempotencyKeyAndCountThem() {
        AlertRecord alert = alert(1, "a", "");
        Creation creation = new Creation();
        creation.set(1, 2, 0, alert);
        store.rememberCreation(text("a"), text("key"), creation);
        assertThat(store.findCreation(text("a"), text("key"), creation)).isTrue();
        assertThat(creation.isOf(1, 2)).isTrue();
        assertThat(store.findCreation(text("b"), text("key"), creation)).isFalse();
        assertThat(store.oldestCreationNs()).isEqualTo(alert.createdAtNs());

        alert.createdAtNs(alert.createdAtNs() + 1);
        creation.set(3, 4, 0, alert);
        store.rememberCreation(text("a"), text("other"), creation);
        store.rememberCreation(text("b"), text("key"), creation);
        assertThat(store.creationCount()).isEqualTo(3);
        assertThat(store.creationCount(text("a"))).isEqualTo(2);

        store.forgetOldestCreation();
        assertThat(store.findCreation(text("a"), text("key"), creation)).isFalse();
        assertThat(store.findCreation(text("a"), text("other"), creation)).isTrue();
        assertThat(store.oldestCreationNs()).isEqualTo(alert.createdAtNs());
        assertThat(store.creationCount()).isEqualTo(2);
        assertThat(store.creationCount(text("a"))).isEqualTo(1);
        assertThat(store.creationCount(text("c"))).isZero();
    }

    /** They were accepted under bounds that have been lowered since. */
    @Test
    void shouldHoldManyMoreIdempotencyKeysThanMemoryIsSetAsideFor() {
        Creation creation = new Creation();
        creation.set(1, 2, 0, alert(1, "a", ""));
        int keys = 500_000;
        for (int i = 0; i < keys; i++) {
            store.rememberCreation(text("tenant\nuser-" + i % 1_000), text("key-".repeat(8) + i), creation);
        }
        assertThat(store.creationCount()).isEqualTo(keys);
        assertThat(store.creationCount(text("tenant\nuser-7"))).isEqualTo(keys / 1_000);
        assertThat(store.findCreation(text("tenant\nuser-0"), text("key-".repeat(8) + 0), creation))
                .isTrue();
    }

    @Test
    void shouldMoveATokenToItsLatestOwner() {
        store.putDevice(text("alice"), Platform.IOS, text("token1"));
        store.putDevice(text("alice"), Platform.WEB, text("token2"));
        store.putDevice(text("bob"), Platform.ANDROID, text("token1"));

        assertThat(reader.devices("alice")).containsExactly(new Device(Platform.WEB, "token2"));
        assertThat(reader.devices("bob")).containsExactly(new Device(Platform.ANDROID, "token1"));

        store.removeDevice(text("alice"), text("token1"));
        assertThat(reader.devices("bob")).hasSize(1);
        store.removeDevice(text("bob"), text("token1"));
        assertThat(reader.devices("bob")).isEmpty();
    }

    @Test
    void shouldDropTheOldestTokenOfAnOwnerWithTooMany() {
        for (int i = 0; i <= Devices.MAX_PER_OWNER; i++) {
            store.putDevice(text("alice"), Platform.IOS, text("token" + i));
        }
        assertThat(reader.devices("alice"))
                .hasSize(Devices.MAX_PER_OWNER)
                .extracting(Device::token)
                .startsWith("token1")
                .doesNotContain("token0");
        store.putDevice(text("bob"), Platform.IOS, text("token0"));
        assertThat(reader.devices("alice")).hasSize(Devices.MAX_PER_OWNER);
    }

    @Test
    void shouldVisitTokensByOwnerThenOldestFirst() {
        for (int i = 0; i < 200; i++) {
            store.putDevice(text("owner" + i * 7 % 100), Platform.IOS, text("token" + (1_000 - i)));
        }
        List<String> expected = new ArrayList<>();
        IntStream.range(0, 100)
                .mapToObj(i -> "owner" + i)
                .sorted()
                .forEach(owner -> reader.devices(owner).forEach(device -> expected.add(owner + " " + device.token())));

        List<String> visited = new ArrayList<>();
        store.forEachDevice((owner, platform, token) -> {
            assertThat(platform).isEqualTo(Platform.IOS);
            visited.add(string(owner) + " " + string(token));
        });
        assertThat(visited).hasSize(200).isEqualTo(expected);
    }

    @Test
    void shouldVisitCreationsOldestFirst() {
        Creation creation = new Creation();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            creation.set(0, i, 0, alert(i + 1, "a", ""));
            store.rememberCreation(text("owner" + i % 3), text("key" + (100 - i)), creation);
            expected.add("owner" + i % 3 + " key" + (100 - i) + " true");
        }
        List<String> visited = new ArrayList<>();
        store.forEachCreation((owner, key, visit) ->
                visited.add(string(owner) + " " + string(key) + " " + visit.isOf(0, visited.size())));
        assertThat(visited).isEqualTo(expected);
    }

    private static String string(DirectBuffer buffer) {
        return buffer.getStringWithoutLengthUtf8(0, buffer.capacity());
    }

    private static AlertRecord alert(long id, String owner, String message) {
        AlertRecord alert = new AlertRecord();
        alert.texts(text(owner), text(""), text(message));
        alert.alertId(id);
        alert.status(AlertStatus.ACTIVE);
        alert.createdAtNs(1_000);
        return alert;
    }

    private static UnsafeBuffer text(String text) {
        return new UnsafeBuffer(text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000, 100_000, 1_000_000})
    void shouldKnowWhatItSetsAsideForAlerts(int capacity) {
        try (ChronicleRuleStore sized = new ChronicleRuleStore(capacity, 1)) {
            assertThat(ChronicleRuleStore.alertBytesFor(capacity) + ChronicleRuleStore.creationBytesFor(capacity, 1))
                    .isCloseTo(sized.reservedBytes(), Percentage.withPercentage(25));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 500_000, 1_000_000})
    void shouldKnowWhatItSetsAsideForIdempotencyKeys(int keys) {
        try (ChronicleRuleStore few = new ChronicleRuleStore(1, 1);
                ChronicleRuleStore many = new ChronicleRuleStore(1, keys)) {
            assertThat(ChronicleRuleStore.creationBytesFor(1, keys) - ChronicleRuleStore.creationBytesFor(1, 1))
                    .isCloseTo(many.reservedBytes() - few.reservedBytes(), Percentage.withPercentage(25));
        }
    }
}
