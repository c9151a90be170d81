package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.Bar;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.Direction;
import io.tocsin.engine.codec.DistanceUnit;
import io.tocsin.engine.codec.ReferenceType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Distance;
import io.tocsin.engine.oracle.Definition.Level;
import io.tocsin.engine.oracle.Definition.Trigger;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/**
 * The words in which examples of the rules are written down. There are the symbols X and Y without decimals; times are
 * seconds. Firings read {@code alert:price/reference}, with {@code =value} when another value than the price is
 * watched.
 */
abstract class OracleExample {
    static final Trigger ONCE = new Trigger(TriggerMode.ONCE, 0, null);
    static final Trigger EVERY = new Trigger(TriggerMode.EVERY, 0, null);
    static final Watched BID = Watched.of(ValueKind.BID);
    static final Watched ASK = Watched.of(ValueKind.ASK);
    static final Watched MID = Watched.of(ValueKind.MID);
    static final Watched SPREAD = Watched.of(ValueKind.SPREAD);

    private static final String OWNER = "default\nalice";
    private static final long SECOND_NS = 1_000_000_000;
    private static final Input.Book NO_BOOK = new Input.Book(null, null);

    private final Oracle oracle = new Oracle();
    private long sequence;
    private long nowSeconds;

    @BeforeEach
    void configureSymbols() {
        input(0, new Input.Configure(1, "X", 0, null, null));
        input(0, new Input.Configure(1, "Y", 0, null, null));
    }

    /** Ticks of X, each {@code seconds:price}, with {@code *size} if it has one; returns all firings. */
    String ticks(String ticks) {
        return Stream.of(ticks.split(" "))
                .filter(tick -> !tick.isEmpty())
                .map(tick -> tick.split("[:*]"))
                .map(parts -> tick(
                        "X",
                        Long.parseLong(parts[0]),
                        Input.Prices.one(Long.parseLong(parts[1])),
                        parts.length > 2 ? Long.parseLong(parts[2]) : 0))
                .filter(fired -> !fired.isEmpty())
                .collect(Collectors.joining(" "));
    }

    /** Ticks of X one after the other, all now. */
    String prices(String prices) {
        return Stream.of(prices.split(" "))
                .filter(price -> !price.isEmpty())
                .map(price -> tick("X", nowSeconds, Long.parseLong(price)))
                .filter(fired -> !fired.isEmpty())
                .collect(Collectors.joining(" "));
    }

    String tick(String symbol, long seconds, long price) {
        return tick(symbol, seconds, Input.Prices.one(price), 0);
    }

    String tick(String symbol, long seconds, Input.Prices prices, long size) {
        return input(seconds, new Input.Tick(1, symbol, 0, prices, size, NO_BOOK, null));
    }

    /** A tick of X with bid and ask. */
    String quote(long seconds, long price, Long bid, Long ask) {
        return input(seconds, new Input.Tick(1, "X", 0, Input.Prices.one(price), 0, new Input.Book(bid, ask), null));
    }

    /** Lets time pass. */
    String clock(long seconds) {
        return input(seconds, new Input.Clock(0));
    }

    void dayRoll(long seconds) {
        input(nowSeconds, new Input.Configure(1, "X", null, null, seconds * SECOND_NS));
    }

    void maxJump(long ppm) {
        input(nowSeconds, new Input.Configure(1, "X", null, ppm, null));
    }

    /** An alert on X with a single condition. */
    String create(Condition condition, Trigger trigger) {
        return create(definition(condition.type(), trigger, null, condition));
    }

    /** An alert on X that joins its conditions. */
    String create(ConditionType type, Trigger trigger, Condition... conditions) {
        return create(definition(type, trigger, null, conditions));
    }

    String create(Definition definition) {
        return input(nowSeconds, new Input.Create(1, OWNER, definition));
    }

    String replace(long alertId, Definition definition) {
        return input(nowSeconds, new Input.Replace(1, OWNER, alertId, null, definition));
    }

    String set(long alertId, AlertStatus status) {
        return input(nowSeconds, new Input.SetStatus(1, OWNER, alertId, status));
    }

    void delete(long alertId) {
        input(nowSeconds, new Input.Delete(1, OWNER, alertId));
    }

    AlertStatus status(long alertId) {
        return oracle.state(alertId).status();
    }

    /** Returns the firings of the input. */
    String input(long seconds, Input input) {
        return outputs(seconds, input).stream()
                .filter(Output.Fired.class::isInstance)
                .map(Output.Fired.class::cast)
                .map(OracleExample::text)
                .collect(Collectors.joining(" "));
    }

    List<Output> outputs(long seconds, Input input) {
        nowSeconds = seconds;
        return oracle.onInput(++sequence, seconds * SECOND_NS, input);
    }

    private static String text(Output.Fired fired) {
        Output.Decided decided = fired.decided();
        return fired.alert().alertId()
                + ":"
                + fired.move().price()
                + "/"
                + (decided.reference() == null ? "-" : decided.reference())
                + (decided.value() == null ? "" : "=" + decided.value());
    }

    static Definition definition(ConditionType type, Trigger trigger, Long expiresAt, Condition... conditions) {
        Long expiresAtNs = expiresAt == null ? null : Long.valueOf(expiresAt * SECOND_NS);
        return new Definition("X", type, List.of(conditions), trigger, expiresAtNs, "", "");
    }

    static Trigger every(long cooldownSeconds) {
        return new Trigger(TriggerMode.EVERY, cooldownSeconds * SECOND_NS, null);
    }

    static Watched volume(long withinSeconds) {
        return Watched.volume(withinSeconds * SECOND_NS);
    }

    static Watched ofMinutes(ValueKind kind, int period) {
        return Watched.ofBars(kind, Bar.PT1M, period);
    }

    static Condition level(ConditionType type, Watched of, long level) {
        return new Condition("", type, of, 0, new Level(level, null, null), null, 0);
    }

    static Condition level(ConditionType type, long level) {
        return level(type, Watched.LAST, level);
    }

    static Condition channel(ConditionType type, Watched of, long low, long high) {
        return new Condition("", type, of, 0, new Level(low, high, null), null, 0);
    }

    static Condition against(ConditionType type, Watched of, Watched level) {
        return new Condition("", type, of, 0, new Level(null, null, level), null, 0);
    }

    /** @param distance units, or with a {@code %} parts per million of it. */
    static Condition moves(ConditionType type, String distance, long withinSeconds) {
        return new Condition("", type, Watched.LAST, 0, null, far(distance, null, null), withinSeconds * SECOND_NS);
    }

    static Condition change(Direction direction, ReferenceType from, String distance) {
        return new Condition("", ConditionType.CHANGE, Watched.LAST, 0, null, far(distance, direction, from), 0);
    }

    static Condition trails(Direction direction, String distance) {
        return new Condition("", ConditionType.TRAILS, Watched.LAST, 0, null, far(distance, direction, null), 0);
    }

    static Condition silent(long seconds) {
        return new Condition("", ConditionType.SILENT, Watched.LAST, 0, null, null, seconds * SECOND_NS);
    }

    private static Distance far(String distance, Direction direction, ReferenceType from) {
        return distance.endsWith("%")
                ? new Distance(
                        DistanceUnit.PERCENT,
                        Long.parseLong(distance.substring(0, distance.length() - 1)) * 10_000,
                        direction,
                        from)
                : new Distance(DistanceUnit.ABSOLUTE, Long.parseLong(distance), direction, from);
    }

    static Condition on(String symbol, Condition condition) {
        return new Condition(
                symbol,
                condition.type(),
                condition.of(),
                condition.decimals(),
                condition.level(),
                condition.distance(),
                condition.spanNs());
    }

    static Condition watching(Watched of, Condition condition) {
        return new Condition(
                condition.symbol(),
                condition.type(),
                of,
                condition.decimals(),
                condition.level(),
                condition.distance(),
                condition.spanNs());
    }

    /** The event counts for so long. */
    static Condition within(long seconds, Condition event) {
        return new Condition(
                event.symbol(),
                event.type(),
                event.of(),
                event.decimals(),
                event.level(),
                event.distance(),
                seconds * SECOND_NS);
    }
}
