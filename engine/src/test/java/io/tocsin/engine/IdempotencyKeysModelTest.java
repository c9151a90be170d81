package io.tocsin.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.AlertChange;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SetLimitsEncoder;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.rules.AlertRecord;
import io.tocsin.engine.state.FrozenState;
import io.tocsin.engine.state.StateBytes;
import io.tocsin.engine.store.ChronicleRuleStore;
import io.tocsin.engine.wire.InputEncoder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/**
 * What an engine answers under idempotency keys must be what a list of them says that is searched from one end to the
 * other: while days pass, bounds change, also to none, and engines take over states of one another. See {@link Seeds}.
 */
@Soak
class IdempotencyKeysModelTest {
    private static final int SEEDS = 40;
    private static final int SOAK_SEEDS = 2_000;
    private static final int INPUTS = 600;
    private static final int MAX_ALERTS = 60;
    private static final long DAY_NS = 86_400_000_000_000L;
    private static final byte[] SYMBOL = "BTCUSD".getBytes(UTF_8);
    private static final String[] OWNERS = {"default\nalice", "default\nbob", "other\nalice", "zoë"};

    private final Messages messages = new Messages();
    private final Map<String, Integer> answers = new HashMap<>();
    private int length;

    @Test
    void shouldKnowEachKeyForADay() {
        Seeds.many(SEEDS, SOAK_SEEDS).forEach(this::run);
        assertThat(answers.keySet())
                .contains(
                        "CREATED",
                        "CREATED_BEFORE",
                        "ALERT_LIMIT",
                        "ALERT_CAPACITY",
                        "IDEMPOTENCY_CONFLICT",
                        "IDEMPOTENCY_LIMIT",
                        "IDEMPOTENCY_CAPACITY");
    }

    private void run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Model model = new Model();
        Node first = new Node();
        Node second = new Node();
        try {
            for (long sequence = 1; sequence <= INPUTS; sequence++) {
                model.nowNs = nextNs(random, model);
                String expected = next(random, model);
                byte[] before = random.nextInt(20) == 0 ? second.state().toArray() : null;
                StateBytes frozenBytes = new StateBytes();
                try (FrozenState frozen = before == null ? null : second.engine.freeze(frozenBytes)) {
                    first.onInput(sequence, model.nowNs, messages, length);
                    second.onInput(sequence, model.nowNs, messages, length);
                    while (frozen != null && frozen.write(frozenBytes)) {
                        // Piece by piece.
                    }
                }
                if (before != null) {
                    assertThat(frozenBytes.toArray())
                            .as("-Dtocsin.seed=%d", seed)
                            .isEqualTo(before);
                }
                answers.merge(expected.substring(0, (expected + " ").indexOf(' ')), 1, Integer::sum);
                assertThat(first.answer)
                        .as("-Dtocsin.seed=%d, input %d", seed, sequence)
                        .isEqualTo(expected);
                assertThat(second.answer)
                        .as("-Dtocsin.seed=%d, input %d", seed, sequence)
                        .isEqualTo(expected);
                if (random.nextInt(30) == 0) {
                    second = second.restored();
                    assertThat(second.state().toArray())
                            .as("-Dtocsin.seed=%d, input %d", seed, sequence)
                            .isEqualTo(first.state().toArray());
                }
            }
        } finally {
            first.close();
            second.close();
        }
    }

    /** Often just when a day of some key ends, or just after. */
    private static long nextNs(SplittableRandom random, Model model) {
        long nowNs = model.nowNs;
        return switch (random.nextInt(20)) {
            case 0 -> nowNs + random.nextLong(3 * DAY_NS);
            case 1, 2 -> {
                int kept = model.kept.size();
                long endNs = kept == 0 ? 0 : model.kept.get(random.nextInt(kept)).createdAtNs + DAY_NS;
                yield Math.max(nowNs, endNs + random.nextInt(2));
            }
            case 3, 4, 5 -> nowNs + DAY_NS / 24;
            case 6, 7 -> nowNs;
            default -> nowNs + random.nextLong(DAY_NS / 100);
        };
    }

    /** Encodes an input, and returns what a node answers. */
    private String next(SplittableRandom random, Model model) {
        int kind = random.nextInt(40);
        if (kind == 0 || model.maxAlertsPerOwner < 0) {
            model.forget();
            boolean isBounded = random.nextInt(4) > 0;
            model.perOwner = isBounded ? random.nextInt(20) : null;
            model.inAll = isBounded ? random.nextInt(50) : null;
            model.forget();
            model.maxAlertsPerOwner = random.nextInt(3) == 0 ? random.nextInt(20) : 1_000;
            length = new SetLimitsEncoder()
                    .wrapAndApplyHeader(messages.buffer, 0, new MessageHeaderEncoder())
                    .correlationId(1)
                    .maxAlerts(MAX_ALERTS)
                    .maxSymbols(4)
                    .maxAlertsPerOwner(model.maxAlertsPerOwner)
                    .maxSeries(10)
                    .maxSeriesPerSymbol(10)
                    .maxKeysPerOwner(isBounded ? model.perOwner : SetLimitsEncoder.maxKeysPerOwnerNullValue())
                    .maxKeys(isBounded ? model.inAll : SetLimitsEncoder.maxKeysNullValue())
                    .limit();
            return "";
        }
        if (kind < 12) {
            long id = 1 + random.nextLong(model.nextId);
            String owner = Objects.requireNonNullElse(model.alerts.get(id), OWNERS[0]);
            length = new InputEncoder()
                    .wrap(messages.buffer, 0, 1)
                    .deleteAlert(InputEncoder.User.of(owner), id, InputEncoder.ANY_VERSION);
            return model.delete(id);
        }
        if (kind < 16) {
            length = new InputEncoder().wrap(messages.buffer, 0, 1).clock();
            return "";
        }
        String owner = OWNERS[random.nextInt(OWNERS.length)];
        String key = random.nextInt(9) == 0 ? "" : "key-" + random.nextInt(40);
        int hash = random.nextInt(8) == 0 ? 1 : 0;
        int index = random.nextInt(2) * random.nextInt(3);
        length = messages.createOnce(SYMBOL, 5, owner.getBytes(UTF_8), key.getBytes(UTF_8), hash, index);
        return model.create(owner, key, hash, index);
    }

    /**
     * A key that was used.
     *
     * @param first whether there was none before with this key, of whatever index.
     */
    private record Used(String owner, String key, int hash, int index, boolean first, long id, long createdAtNs) {
        private String answerTo(int otherHash) {
            return hash == otherHash ? "CREATED_BEFORE " + id + " " + createdAtNs : "IDEMPOTENCY_CONFLICT 0";
        }
    }

    /** As plain as can be. */
    private static final class Model {
        private final List<Used> kept = new ArrayList<>();
        private final Map<Long, String> alerts = new HashMap<>();
        private long nowNs = 1;
        private long nextId = 1;
        private int maxAlertsPerOwner = -1;
        private Integer perOwner;
        private Integer inAll;

        private String create(String owner, String key, int hash, int index) {
            forget();
            List<Used> same = kept.stream()
                    .filter(used -> used.owner.equals(owner) && used.key.equals(key))
                    .toList();
            Optional<Used> first = same.stream().filter(Used::first).findAny();
            if (first.isPresent() && (first.get().hash != hash || first.get().index == index)) {
                return first.get().answerTo(hash);
            }
            Optional<Used> other = same.stream()
                    .filter(used -> !used.first && used.index == index && used.hash == hash)
                    .findAny();
            if (other.isPresent()) {
                return other.get().answerTo(hash);
            }
            if (alerts.size() >= MAX_ALERTS) {
                return "ALERT_CAPACITY " + MAX_ALERTS;
            }
            if (count(owner) >= maxAlertsPerOwner) {
                return "ALERT_LIMIT " + maxAlertsPerOwner;
            }
            if (inAll != null && !key.isEmpty()) {
                if (kept.stream().filter(used -> used.owner.equals(owner)).count() >= perOwner) {
                    return "IDEMPOTENCY_LIMIT " + perOwner;
                }
                if (kept.size() >= inAll) {
                    return "IDEMPOTENCY_CAPACITY " + inAll;
                }
            }
            if (!key.isEmpty()) {
                while (inAll == null
                        && !kept.isEmpty()
                        && (kept.size() >= MAX_ALERTS || nowNs > kept.get(0).createdAtNs + DAY_NS)) {
                    kept.remove(0);
                }
                kept.add(new Used(owner, key, hash, index, first.isEmpty(), nextId, nowNs));
            }
            alerts.put(nextId, owner);
            return "CREATED " + nextId++ + " " + nowNs;
        }

        private void forget() {
            if (inAll != null) {
                kept.removeIf(used -> nowNs > used.createdAtNs + DAY_NS);
            }
        }

        private long count(String owner) {
            return alerts.values().stream().filter(owner::equals).count();
        }

        private String delete(long id) {
            return alerts.remove(id) == null ? "UNKNOWN_ALERT " + id : "DELETED";
        }
    }

    /** An engine and its last answer. */
    private static final class Node extends SilentOutputs implements AutoCloseable {
        private final ChronicleRuleStore rules = new ChronicleRuleStore(MAX_ALERTS, 1);
        private final ConditionMemory memory = new ConditionMemory(MAX_ALERTS, 4, 10);
        private final AlertEngine engine = new AlertEngine(new SymbolTable(4, memory.series()), rules, memory, this);
        private String answer = "";

        private void onInput(long sequence, long nowNs, Messages messages, int length) {
            engine.onInput(sequence, nowNs, messages.buffer, 0, length);
        }

        private StateBytes state() {
            StateBytes state = new StateBytes();
            engine.writeState(state);
            return state;
        }

        private Node restored() {
            Node restored = new Node();
            restored.engine.readState(state());
            restored.answer = answer;
            close();
            return restored;
        }

        @Override
        public void onInput(long sequence, long timestampNs, long correlationId, int version) {
            answer = "";
        }

        @Override
        public void onRejected(RejectReason reason, long bound) {
            answer = reason + " " + bound;
        }

        @Override
        public void onAlert(AlertChange change, AlertRecord alert, DirectBuffer definition) {
            answer = change == AlertChange.DELETED
                    ? "DELETED"
                    : change + " " + alert.alertId() + " " + alert.createdAtNs();
        }

        @Override
        public void close() {
            rules.close();
            memory.close();
        }
    }
}
