package io.tocsin.engine.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tocsin.engine.AlertEngine;
import io.tocsin.engine.Firing;
import io.tocsin.engine.FiringRun;
import io.tocsin.engine.Messages;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.engine.SymbolTable;
import io.tocsin.engine.Tick;
import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.ConfigureSymbolEncoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.Platform;
import io.tocsin.engine.codec.RegisterDeviceEncoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.RemoveDeviceEncoder;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.rules.ConditionRecord;
import io.tocsin.engine.store.ChronicleRuleStore;
import io.tocsin.engine.wire.InputEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** What no random market has: push tokens, idempotency keys, owners' lists, scales that are asked to change, bursts. */
class EngineStateTest {
    private static final byte[] TENANT = "default".getBytes(UTF_8);
    private static final int SEEDS = 10;
    private static final int SOAK_SEEDS = 500;
    private static final int INPUTS = 400;
    private static final int RESTORES = 10;
    private static final long HOUR_NS = 3_600_000_000_000L;
    private static final byte[] SYMBOL = "BTCUSD".getBytes(UTF_8);
    private static final byte[] WITHOUT_PRICE = "ETHUSD".getBytes(UTF_8);
    private static final int TOKEN_OWNERS = 40;
    private static final int MANY_ALERTS = 900;
    private static final String[] OWNERS = {"default\nalice", "default\nbob", "other\nzoë"};

    private final Messages messages = new Messages();

    @Soak
    @Test
    void shouldKeepTokensKeysAndLists() {
        Seeds.many(SEEDS, SOAK_SEEDS).forEach(this::shouldKeep);
    }

    private void shouldKeep(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Node first = new Node();
        Node second = new Node();
        try {
            long nowNs = 0;
            for (long sequence = 1; sequence <= INPUTS; sequence++) {
                nowNs += random.nextInt(10) == 0 ? 9 * HOUR_NS : 1;
                int length = encodeAny(random);
                first.onInput(sequence, nowNs, messages, length);
                second.onInput(sequence, nowNs, messages, length);
                assertThat(second.outputs).as("-Dtocsin.seed=%d", seed).isEqualTo(first.outputs);
                if (random.nextInt(INPUTS / RESTORES) == 0) {
                    Node restored = new Node();
                    restored.engine.readState(second.state());
                    second.close();
                    second = restored;
                    assertThat(second.state().toArray())
                            .as("-Dtocsin.seed=%d", seed)
                            .isEqualTo(first.state().toArray());
                    assertThat(second.lists()).as("-Dtocsin.seed=%d", seed).isEqualTo(first.lists());
                }
            }
        } finally {
            first.close();
            second.close();
        }
    }

    private int encodeAny(SplittableRandom random) {
        byte[] owner = OWNERS[random.nextInt(OWNERS.length)].getBytes(UTF_8);
        byte[] token = ("token-" + random.nextInt(30)).getBytes(UTF_8);
        byte[] tokenOwner = Integer.toString(random.nextInt(TOKEN_OWNERS)).getBytes(UTF_8);
        return switch (random.nextInt(11)) {
            case 0, 1, 2 -> {
                byte[] key = random.nextInt(4) == 0 ? new byte[0] : ("key-" + random.nextInt(9)).getBytes(UTF_8);
                yield messages.createOnce(
                        random.nextInt(9) == 0 ? WITHOUT_PRICE : SYMBOL,
                        1 + random.nextInt(9),
                        owner,
                        key,
                        random.nextInt(2),
                        random.nextInt(3));
            }
            case 3 -> messages.delete(1 + random.nextInt(60));
            case 4 ->
                new RemoveDeviceEncoder()
                        .wrapAndApplyHeader(messages.buffer, 0, new MessageHeaderEncoder())
                        .correlationId(1)
                        .putOwner(tokenOwner, 0, tokenOwner.length)
                        .putToken(token, 0, token.length)
                        .putTenant(TENANT, 0, TENANT.length)
                        .limit();
            case 5, 6 ->
                new RegisterDeviceEncoder()
                        .wrapAndApplyHeader(messages.buffer, 0, new MessageHeaderEncoder())
                        .correlationId(1)
                        .platform(random.nextBoolean() ? Platform.ANDROID : Platform.IOS)
                        .putOwner(tokenOwner, 0, tokenOwner.length)
                        .putToken(token, 0, token.length)
                        .putTenant(TENANT, 0, TENANT.length)
                        .limit();
            case 7 ->
                new ConfigureSymbolEncoder()
                        .wrapAndApplyHeader(messages.buffer, 0, new MessageHeaderEncoder())
                        .correlationId(1)
                        .maxJumpPpm(ConfigureSymbolEncoder.maxJumpPpmNullValue())
                        .dayRollNs(ConfigureSymbolEncoder.dayRollNsNullValue())
                        .decimals((short) (7 + random.nextInt(2)))
                        .putSymbolName(WITHOUT_PRICE, 0, WITHOUT_PRICE.length)
                        .session("")
                        .feed("")
                        .limit();
            case 8 ->
                new InputEncoder()
                        .wrap(messages.buffer, 0, 1)
                        .sourceProgress("source-" + random.nextInt(30), random.nextInt(1_000));
            default -> messages.tick(1, 0, 1 + random.nextInt(9));
        };
    }

    @Test
    void shouldWriteRunsThatAreEmittedLaterAsIfTheyHadBeen() {
        try (Node prompt = new Node();
                Node late = new Node(true);
                Node restored = new Node()) {
            for (int i = 1; i <= MANY_ALERTS; i++) {
                int length = messages.create(ConditionType.ABOVE, TriggerMode.ONCE, SYMBOL, 10 + i % 500);
                prompt.onInput(i, i, messages, length);
                late.onInput(i, i, messages, length);
            }
            for (int i = 1; i <= 2; i++) {
                long nowNs = MANY_ALERTS + (long) i;
                prompt.onInput(nowNs, nowNs, messages, messages.tick(1, 0, 400L * i - 395));
                late.onInput(nowNs, nowNs, messages, messages.tick(1, 0, 400L * i - 395));
            }
            assertThat(late.run).isNotNull();
            StateBytes state = late.state();
            assertThat(state.toArray()).isEqualTo(prompt.state().toArray());
            restored.engine.readState(state);
            restored.onInput(MANY_ALERTS + 3, MANY_ALERTS + 3, messages, messages.tick(1, 0, 600));
            prompt.onInput(MANY_ALERTS + 3, MANY_ALERTS + 3, messages, messages.tick(1, 0, 600));
            assertThat(restored.outputs).hasSizeGreaterThan(100).isEqualTo(prompt.outputs);
        }
    }

    @Test
    void shouldWriteWhatWasBeforeARun() {
        try (Node node = new Node(true)) {
            for (int i = 1; i <= MANY_ALERTS; i++) {
                node.onInput(i, i, messages, messages.create(ConditionType.ABOVE, TriggerMode.ONCE, SYMBOL, 10));
            }
            node.onInput(MANY_ALERTS + 1, MANY_ALERTS + 1, messages, messages.tick(1, 0, 5));
            byte[] expected = node.state().toArray();
            StateBytes written = new StateBytes();
            try (FrozenState frozen = node.engine.freeze(written)) {
                node.onInput(MANY_ALERTS + 2, MANY_ALERTS + 2, messages, messages.tick(1, 0, 20));
                assertThat(node.run).isNotNull();
                node.awaitRuns();
                while (frozen.write(written)) {
                    // Piece by piece.
                }
                assertThat(frozen.isLost()).isFalse();
            }
            assertThat(written.toArray()).isEqualTo(expected);
            assertThat(node.state().toArray()).isNotEqualTo(expected);
        }
    }

    @Test
    void shouldTakeStateInBeforeAnyInputOnly() {
        try (Node node = new Node();
                Node other = new Node()) {
            node.onInput(1, 1, messages, messages.create(ConditionType.ABOVE, TriggerMode.ONCE, SYMBOL, 7));
            StateBytes state = node.state();
            assertThatIllegalStateException()
                    .isThrownBy(() -> node.engine.readState(state))
                    .withMessageContaining("state already");
            StateBytes ofOtherLayout = new StateBytes();
            ofOtherLayout.putInt(0);
            assertThatIllegalStateException()
                    .isThrownBy(() -> other.engine.readState(ofOtherLayout))
                    .withMessageContaining("layout 0");
        }
    }

    /** An engine and what it has emitted. */
    private static final class Node extends SilentOutputs implements AutoCloseable {
        private final ChronicleRuleStore rules = new ChronicleRuleStore(1_000, 1);
        private final ConditionMemory memory = new ConditionMemory(1_000, 16, 64);
        private final AlertEngine engine = new AlertEngine(new SymbolTable(16, memory.series()), rules, memory, this);
        private final List<String> outputs = new ArrayList<>();
        private final AlertRecord alert = new AlertRecord();
        private final ConditionRecord condition = new ConditionRecord();
        private final boolean emitsLate;
        private FiringRun run;

        private Node() {
            this(false);
        }

        private Node(boolean emitsLate) {
            this.emitsLate = emitsLate;
        }

        private void onInput(long sequence, long nowNs, Messages messages, int length) {
            engine.onInput(sequence, nowNs, messages.buffer, 0, length);
        }

        private StateBytes state() {
            StateBytes state = new StateBytes();
            engine.writeState(state);
            return state;
        }

        /** What other threads see of owners. */
        private List<Object> lists() {
            List<Object> lists = new ArrayList<>();
            for (String owner : OWNERS) {
                long[] ids = new long[INPUTS];
                rules.reader().list(owner, 0, ids);
                lists.add(Arrays.stream(ids).boxed().toList());
                for (long id : ids) {
                    if (rules.reader().read(id, alert)) {
                        lists.add(condition.wrap(alert, 0).decimals());
                    }
                }
            }
            for (int owner = 0; owner < TOKEN_OWNERS; owner++) {
                lists.add(rules.reader().devices("default\n" + owner));
            }
            return lists;
        }

        @Override
        public void onInput(long sequence, long timestampNs, long correlationId, int version) {
            outputs.clear();
        }

        @Override
        public void onTick(Tick tick, boolean opensDay) {
            outputs.add("tick " + tick.price());
        }

        @Override
        public void onRejected(RejectReason reason, long bound) {
            outputs.add(reason + " " + bound);
        }

        @Override
        public void onSymbol(int symbolId, boolean solicited) {
            outputs.add("symbol " + symbolId);
        }

        @Override
        public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
            outputs.add(change + " " + alert.alertId() + " " + alert.createdAtNs());
        }

        @Override
        public void onDevice(DirectBuffer owner, DirectBuffer token, Platform platform) {
            outputs.add("device");
        }

        @Override
        public void onSourceProgressed(DirectBuffer source, long sourceSequence) {
            outputs.add(source.getStringWithoutLengthUtf8(0, source.capacity()) + " " + sourceSequence);
        }

        @Override
        public void onFiring(AlertRecord alert, Firing firing) {
            outputs.add("fired " + alert.alertId() + " at " + firing.price());
        }

        @Override
        public int onRun(int firstOrdinal, FiringRun newRun) {
            if (emitsLate) {
                assertThat(run).as("a run that was not emitted").isNull();
                run = newRun;
                return 0;
            }
            return super.onRun(firstOrdinal, newRun);
        }

        @Override
        public void awaitRuns() {
            if (run != null) {
                run.emit(0, this::onFiring);
                run = null;
            }
        }

        @Override
        public void close() {
            rules.close();
            memory.close();
        }
    }
}
