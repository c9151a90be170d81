package io.tocsin.gateway.websocket.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tocsin.engine.Seeds;
import io.tocsin.engine.Soak;
import io.tocsin.gateway.market.Symbol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Subscriptions to names and to all symbols, in any order, against a model. */
@Timeout(120)
class TickSubscriptionsTest {
    private static final int STEPS = 200;
    private static final String ALL = "*";
    /** Always subscribed to; its tick comes behind those of all others. */
    private static final String LAST = "LAST";

    private static final List<String> NAMES = List.of("W0", "W1", "W2", "W3", "W4", "W5", "W6", "W7");

    @TempDir
    Path directory;

    private final List<String> registered = new ArrayList<>();
    private final Map<String, Long> lastTick = new HashMap<>();
    private final Model model = new Model();
    private ServerFixture fixture;
    private Client client;
    private long sequence;

    @BeforeEach
    void start() {
        fixture = ServerFixture.start(directory);
        register(LAST);
        client = fixture.connectAs("alice");
        client.ask("{'op':'subscribe','channel':'ticks','symbols':['" + LAST + "']}");
    }

    @AfterEach
    void stop() {
        client.close();
        fixture.close();
    }

    @Test
    void shouldNotMuteUnderAllWhatIsUnsubscribedByName() {
        register("W1");
        subscribe(false, ALL);
        subscribe(false, "W1");
        unsubscribe("W1");
        assertThat(tickAll()).contains("tick W1 " + lastTick.get("W1") + " x1");
    }

    @Test
    void shouldKeepNamesWhenAllIsUnsubscribed() {
        register("W1");
        register("W2");
        subscribe(false, "W1");
        subscribe(false, ALL);
        unsubscribe(ALL);
        assertThat(tickAll())
                .containsExactly("tick LAST " + lastTick.get(LAST) + " x1", "tick W1 " + lastTick.get("W1") + " x1");
    }

    @Test
    void shouldSendAsOftenAsTheNameSays() {
        register("W1");
        subscribe(true, ALL);
        subscribe(false, "W1");
        tickAll();
        assertThat(tickAll()).contains("tick W1 " + lastTick.get("W1") + " x1");
        unsubscribe("W1");
        assertThat(tickAll()).containsExactly("tick LAST " + lastTick.get(LAST) + " x1");
        subscribe(false, "W1");
        assertThat(tickAll()).contains("tick W1 " + (lastTick.get("W1") - 2) + " x1");
    }

    @Test
    void shouldSendTheFirstTickAtOnceWhateverTheIntervalWasBefore() {
        register("W1");
        subscribe(false, "W1");
        subscribe(true, "W1");
        assertThat(tickAll()).contains("tick W1 " + lastTick.get("W1") + " x1");
        assertThat(tickAll()).containsExactly("tick LAST " + lastTick.get(LAST) + " x1");
    }

    @Soak
    @ParameterizedTest(name = "seed {0}")
    @MethodSource(Seeds.SOME)
    void shouldDoWhatTheModelDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            String[] names = names(random);
            int choice = random.nextInt(10);
            if (choice == 0 && registered.size() <= NAMES.size()) {
                register(NAMES.get(registered.size() - 1));
            } else if (choice < 6) {
                subscribe(random.nextBoolean(), names);
            } else {
                unsubscribe(names);
            }
            if (random.nextInt(3) > 0) {
                List<String> sent = tickAll();
                assertThat(sent).as("seed %d, step %d", seed, step).isEqualTo(model.takeExpected());
            }
        }
    }

    private static String[] names(SplittableRandom random) {
        List<String> names = new ArrayList<>();
        for (int count = random.nextInt(3); count >= 0; count--) {
            names.add(random.nextInt(4) == 0 ? ALL : NAMES.get(random.nextInt(NAMES.size())));
        }
        return names.toArray(String[]::new);
    }

    private void register(String name) {
        fixture.market.symbol(new Symbol(registered.size(), name, 2, 0, 0));
        registered.add(name);
    }

    private void subscribe(boolean slowly, String... names) {
        JsonNode ok = client.askKeeping("{'op':'subscribe','channel':'ticks','symbols':['" + String.join("','", names)
                + "']" + (slowly ? ",'maxHz':0.01" : "") + "}");
        List<String> unregistered = new ArrayList<>();
        ok.path("unregistered").forEach(name -> unregistered.add(name.textValue()));
        Set<String> unknown = new HashSet<>(List.of(names));
        registered.forEach(unknown::remove);
        unknown.remove(ALL);
        assertThat(unregistered).containsExactlyInAnyOrderElementsOf(unknown);
        model.subscribe(slowly, names);
    }

    private void unsubscribe(String... names) {
        client.askKeeping("{'op':'unsubscribe','channel':'ticks','symbols':['" + String.join("','", names) + "']}");
        model.unsubscribe(names);
    }

    /** One tick of each symbol; what was sent since the last time, one line a message, in alphabetical order. */
    private List<String> tickAll() {
        for (int id = registered.size() - 1; id >= 0; id--) {
            lastTick.put(registered.get(id), ++sequence);
            fixture.tick(id, sequence, 100);
            model.tick(registered.get(id));
        }
        List<String> sent = new ArrayList<>();
        JsonNode message;
        do {
            message = client.next();
            String type = message.get("type").textValue();
            if (type.equals("snapshot") || type.equals("tick")) {
                sent.add(type + " " + message.get("symbol").textValue() + " " + message.get("sequence")
                        + (type.equals("tick") ? " x" + message.path("count").asInt(1) : ""));
            }
        } while (!(message.path("symbol").asText().equals(LAST)
                && message.path("sequence").asLong() == sequence));
        Collections.sort(sent);
        return sent;
    }

    /** What a client is to see: a set of names, whether there is also all, and what waits. */
    private final class Model {
        private final Map<String, Boolean> slow = new HashMap<>(Map.of(LAST, false));
        private final Set<String> followed = new HashSet<>();
        private final Set<String> hadMessage = new HashSet<>();
        private final Map<String, Integer> waiting = new HashMap<>();
        private final List<String> expected = new ArrayList<>();

        List<String> takeExpected() {
            List<String> taken = expected.stream().sorted().toList();
            expected.clear();
            return taken;
        }

        void subscribe(boolean slowly, String... names) {
            List.of(names).forEach(name -> slow.put(name, slowly));
            for (String symbol : registered) {
                if (List.of(names).contains(symbol) || List.of(names).contains(ALL)) {
                    follow(symbol);
                }
            }
            settle();
        }

        void unsubscribe(String... names) {
            List.of(names).forEach(slow::remove);
            settle();
        }

        void tick(String symbol) {
            if (!isCovered(symbol)) {
                return;
            }
            followed.add(symbol);
            if (isSlow(symbol) && hadMessage.contains(symbol)) {
                waiting.merge(symbol, 1, Integer::sum);
            } else {
                expected.add("tick " + symbol + " " + lastTick.get(symbol) + " x1");
                hadMessage.add(symbol);
            }
        }

        /** With a snapshot where there is a price; the first message comes at once. */
        private void follow(String symbol) {
            if (followed.add(symbol) && lastTick.containsKey(symbol)) {
                expected.add("snapshot " + symbol + " " + lastTick.get(symbol));
                hadMessage.add(symbol);
            }
        }

        /** Forgets what is not covered any more, and sends what need not wait any more. */
        private void settle() {
            followed.removeIf(symbol -> !isCovered(symbol));
            hadMessage.retainAll(followed);
            waiting.keySet().retainAll(followed);
            waiting.entrySet().removeIf(entry -> {
                if (isSlow(entry.getKey())) {
                    return false;
                }
                expected.add("tick " + entry.getKey() + " " + lastTick.get(entry.getKey()) + " x" + entry.getValue());
                return true;
            });
        }

        private boolean isCovered(String symbol) {
            return slow.containsKey(symbol) || slow.containsKey(ALL);
        }

        private boolean isSlow(String symbol) {
            return slow.getOrDefault(symbol, slow.getOrDefault(ALL, false));
        }
    }
}
