package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random definitions of alerts. */
final class RandomDefinitions {
    private static final long DAY_NS = 86_400_000_000_000L;

    private final SplittableRandom random;
    private final Market market;
    private final Tempo tempo;
    private final RandomConditions conditions;

    RandomDefinitions(SplittableRandom random, Market market, Tempo tempo) {
        this.random = random;
        this.market = market;
        this.tempo = tempo;
        conditions = new RandomConditions(random, market, tempo);
    }

    /** @param expired whether it shall be over already. */
    Definition any(long nowNs, boolean expired) {
        String symbol = market.anySymbol(random);
        Long expiresAtNs = expired
                ? Long.valueOf(nowNs - tempo.unitNs() * random.nextInt(2))
                : chance(15) ? Long.valueOf(after(nowNs, 40)) : null;
        String message = chance(50) ? "" : "{{symbol}} ⏰ " + random.nextInt(100);
        String actions = "\1\2".substring(random.nextInt(3));
        boolean hold = chance(30);
        if (chance(35)) {
            ConditionType type = random.nextBoolean() ? ConditionType.ALL : ConditionType.ANY;
            return new Definition(symbol, type, several(symbol), trigger(null), expiresAtNs, message, actions, hold);
        }
        Condition condition = conditions.any("", symbol);
        Trigger trigger = trigger(reset(condition, symbol));
        return new Definition(
                symbol, condition.type(), List.of(condition), trigger, expiresAtNs, message, actions, hold);
    }

    private List<Condition> several(String symbol) {
        List<Condition> several = new ArrayList<>();
        int count = chance(80) ? 2 + random.nextInt(2) : 4 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String other = chance(50) ? "" : market.anySymbol(random);
            Condition condition = conditions.any(other, other.isEmpty() ? symbol : other);
            several.add(condition.isEvent() && chance(70) ? held(condition) : condition);
        }
        return several;
    }

    /** The event counts for some time after its input. */
    private Condition held(Condition event) {
        return new Condition(
                event.symbol(),
                event.type(),
                event.of(),
                event.decimals(),
                event.level(),
                null,
                Math.min(DAY_NS, tempo.unitNs() * (1 + random.nextInt(30))));
    }

    private Trigger trigger(Long reset) {
        return chance(35)
                ? new Trigger(TriggerMode.ONCE, 0, null)
                : new Trigger(TriggerMode.EVERY, chance(50) ? after(0, 8) : 0, reset);
    }

    /** A level on the other side, if the condition can have one and chance finds it. */
    private Long reset(Condition condition, String symbol) {
        if (condition.level() == null || condition.levelValue() != null || chance(40)) {
            return null;
        }
        long candidate = conditions.anyLevel(condition.of(), symbol);
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> candidate < condition.low() ? Long.valueOf(candidate) : null;
            case BELOW, CROSSES_DOWN -> candidate > condition.low() ? Long.valueOf(candidate) : null;
            default -> null;
        };
    }

    /** Up to so many units from then; now and then the end of time. */
    private long after(long fromNs, int units) {
        return chance(2) ? Long.MAX_VALUE : fromNs + tempo.unitNs() * (1 + random.nextInt(units));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }
}
