package io.tocsin.engine.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.rules.Creation;
import io.tocsin.engine.rules.FrozenRules;
import io.tocsin.engine.rules.RuleStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/**
 * Keys and tokens that are written while they change must be what they were; alerts are for {@code FreezeTest}. See
 * {@link Seeds}.
 */
@JdkDependent
@Soak
class StoreFreezeTest {
    private static final int SEEDS = 30;
    private static final int SOAK_SEEDS = 1_000;
    private static final int ROUNDS = 30;
    private static final int CHANGES = 60;
    private static final int CAPACITY = 40;
    private static final int OWNERS = 6;

    @Test
    void shouldWriteWhatWasWhenAllHasChanged() {
        seeds().forEach(seed -> shouldWriteWhatWas(seed, (frozen, store) -> {
            store.change(CHANGES);
            return write(frozen, () -> {});
        }));
    }

    @Test
    void shouldWriteWhatWasWhileItChanges() {
        seeds().forEach(seed -> shouldWriteWhatWas(seed, (frozen, store) -> write(frozen, () -> store.change(3))));
    }

    @Test
    void shouldWriteWhatWasBesideTheWriter() {
        seeds().forEach(seed -> shouldWriteWhatWas(seed, (frozen, store) -> {
            CompletableFuture<List<String>> written = CompletableFuture.supplyAsync(() -> write(frozen, () -> {}));
            store.change(CHANGES);
            return written.join();
        }));
    }

    @Test
    void shouldBeFrozenOnceAtATime() {
        try (Changing store = new Changing(1)) {
            FrozenRules frozen = store.rules.freeze(1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.rules.freeze(1))
                    .withMessage("the rules are frozen already");
            frozen.close();
            store.rules.freeze(1).close();
        }
    }

    @Test
    void shouldLoseWhenTooMuchIsForgotten() {
        try (Changing store = new Changing(1)) {
            DirectBuffer owner = Changing.text("app\nuser");
            for (int i = 0; i < CAPACITY; i++) {
                store.remember(owner);
            }
            FrozenRules frozen = store.rules.freeze(1, 1);
            store.remember(owner);
            assertThat(frozen.isLost()).isFalse();
            store.remember(owner);
            assertThat(frozen.isLost()).isTrue();
            assertThat(write(frozen, () -> {})).hasSizeLessThan(CAPACITY);
        }
    }

    @Test
    void shouldLoseWhenTooManyListsChange() {
        try (Changing store = new Changing(1)) {
            FrozenRules frozen = store.rules.freeze(1, 1);
            store.rules.putDevice(Changing.text("a"), Platform.ANDROID, Changing.text("1"));
            store.rules.putDevice(Changing.text("a"), Platform.ANDROID, Changing.text("2"));
            assertThat(frozen.isLost()).isFalse();
            store.rules.putDevice(Changing.text("b"), Platform.ANDROID, Changing.text("3"));
            assertThat(frozen.isLost()).isTrue();
        }
    }

    private static void shouldWriteWhatWas(long seed, Writing writing) {
        try (Changing store = new Changing(seed)) {
            for (int round = 0; round < ROUNDS; round++) {
                store.change(1 + round);
                List<String> expected = new ArrayList<>();
                store.rules.forEachCreation(creationsTo(expected));
                store.rules.forEachDevice(devicesTo(expected));
                try (FrozenRules frozen = store.rules.freeze(1)) {
                    assertThat(writing.write(frozen, store))
                            .as("-Dtocsin.seed=%d, round %d", seed, round)
                            .isEqualTo(expected);
                    assertThat(frozen.isLost()).isFalse();
                }
            }
        }
    }

    private static List<String> write(FrozenRules frozen, Runnable between) {
        List<String> written = new ArrayList<>();
        boolean goesOn;
        do {
            goesOn = frozen.forEachCreation(3, creationsTo(written));
            between.run();
        } while (goesOn);
        frozen.forEachDevice(devicesTo(written));
        return written;
    }

    private static RuleStore.CreationConsumer creationsTo(List<String> list) {
        return (owner, key, creation) -> list.add(utf8(owner) + " " + utf8(key) + " " + creation.createdAtNs());
    }

    private static RuleStore.DeviceConsumer devicesTo(List<String> list) {
        return (owner, platform, token) -> list.add(utf8(owner) + " " + platform + " " + utf8(token));
    }

    private static String utf8(DirectBuffer text) {
        return text.getStringWithoutLengthUtf8(0, text.capacity());
    }

    private static LongStream seeds() {
        return Seeds.many(SEEDS, SOAK_SEEDS);
    }

    /** Writes what is frozen, and has the store change. */
    @FunctionalInterface
    private interface Writing {
        List<String> write(FrozenRules frozen, Changing store);
    }

    /** A store in which keys come and go, also because it is full, and tokens go from owner to owner. */
    private static final class Changing implements AutoCloseable {
        private final ChronicleRuleStore rules = new ChronicleRuleStore(CAPACITY, 1);
        private final SplittableRandom random;
        private final Creation creation = new Creation();
        private long nowNs;
        private int keys;

        Changing(long seed) {
            random = new SplittableRandom(seed);
        }

        void change(int times) {
            for (int i = 0; i < times; i++) {
                DirectBuffer owner = text("app\nuser" + random.nextInt(OWNERS));
                DirectBuffer token = text("token" + random.nextInt(2 * OWNERS));
                switch (random.nextInt(6)) {
                    case 0, 1 -> remember(owner);
                    case 5 -> forget();
                    case 2 -> rules.removeDevice(owner, token);
                    default -> rules.putDevice(owner, Platform.ANDROID, token);
                }
            }
        }

        private void forget() {
            if (rules.creationCount() > 0 && random.nextInt(4) == 0) {
                rules.forgetOldestCreation();
            }
        }

        /** A key that was forgotten can come again. */
        private void remember(DirectBuffer owner) {
            DirectBuffer key = text("key" + ++keys % (3 * CAPACITY / 2));
            if (!rules.findCreation(owner, key, creation)) {
                if (rules.creationCount() >= CAPACITY) {
                    rules.forgetOldestCreation();
                }
                creation.buffer().putLong(24, ++nowNs);
                rules.rememberCreation(owner, key, creation);
            }
        }

        private static DirectBuffer text(String text) {
            return new UnsafeBuffer(text.getBytes(UTF_8));
        }

        @Override
        public void close() {
            rules.close();
        }
    }
}
