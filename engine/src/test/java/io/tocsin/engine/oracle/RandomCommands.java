package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.oracle.Definition.Condition;
import io.tocsin.engine.oracle.Definition.Trigger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random commands on alerts. It knows which alerts there are, whose and in which version, as it made them all. */
final class RandomCommands {
    private static final ConditionType[] TYPES = {
        ConditionType.ABOVE,
        ConditionType.BELOW,
        ConditionType.CROSSES_UP,
        ConditionType.CROSSES_DOWN,
        ConditionType.CROSSES,
        ConditionType.INSIDE,
        ConditionType.OUTSIDE,
        ConditionType.ENTERS,
        ConditionType.EXITS
    };
    private static final String[] OWNERS = {"default\nalice", "default\nbob", "other\nzoë"};

    private final SplittableRandom random;
    private final Market market;
    private final long unitNs;
    private final int population;
    private final List<Known> alive = new ArrayList<>();
    private final Map<Long, Known> known = new HashMap<>();
    private long correlationId;

    /**
     * @param unitNs     cooldowns and expiries are whole multiples of it.
     * @param population how many alerts there are once creating and deleting balance.
     */
    RandomCommands(final SplittableRandom random, final Market market, final long unitNs, final int population) {
        this.random = random;
        this.market = market;
        this.unitNs = unitNs;
        this.population = population;
    }

    /** 0 now and then: nobody waits. */
    long nextCorrelationId() {
        return random.nextInt(4) == 0 ? 0 : ++correlationId;
    }

    Input next(final long nowNs) {
        final int choice = random.nextInt(100);
        if (alive.isEmpty() || choice < (alive.size() < population ? 40 : 8)) {
            return create(nowNs);
        }
        final Known alert = any();
        final String owner = chance(3) ? OWNERS[random.nextInt(OWNERS.length)] : alert.owner;
        if (choice < 55) {
            return replace(nowNs, alert, owner);
        }
        if (choice < 90) {
            final AlertStatus status = random.nextBoolean() ? AlertStatus.ACTIVE : AlertStatus.PAUSED;
            return new Input.SetStatus(nextCorrelationId(), owner, alert.id, status);
        }
        if (owner.equals(alert.owner)) {
            alive.remove(alert);
        }
        return new Input.Delete(nextCorrelationId(), owner, alert.id);
    }

    private Input create(final long nowNs) {
        final Definition definition = definition(nowNs, chance(3));
        final String owner = OWNERS[random.nextInt(OWNERS.length)];
        if (isInForce(definition, nowNs)) {
            final Known alert = new Known(known.size() + 1L, owner);
            known.put(alert.id, alert);
            alive.add(alert);
        }
        return new Input.Create(nextCorrelationId(), owner, definition);
    }

    private Input replace(final long nowNs, final Known alert, final String owner) {
        final boolean stale = chance(10);
        final Definition definition = definition(nowNs, !stale && chance(3));
        final Integer expectedVersion = stale ? Integer.valueOf(alert.version + 1) : chance(30) ? alert.version : null;
        if (!stale && owner.equals(alert.owner) && alive.contains(alert) && isInForce(definition, nowNs)) {
            alert.version++;
        }
        return new Input.Replace(nextCorrelationId(), owner, alert.id, expectedVersion, definition);
    }

    private Known any() {
        return chance(3)
                ? known.getOrDefault(random.nextLong(known.size() + 2L), new Known(known.size() + 1L, OWNERS[0]))
                : alive.get(random.nextInt(alive.size()));
    }

    private static boolean isInForce(final Definition definition, final long nowNs) {
        return definition.expiresAtNs() == null || definition.expiresAtNs() > nowNs;
    }

    private Definition definition(final long nowNs, final boolean expired) {
        final String symbol = market.anySymbol(random);
        final Condition condition = condition(symbol);
        final Trigger trigger = trigger(symbol, condition);
        final Long expiresAtNs = expired
                ? Long.valueOf(nowNs - unitNs * random.nextInt(2))
                : chance(25) ? Long.valueOf(after(nowNs, 12)) : null;
        final String message = chance(50) ? "" : "{{symbol}} ⏰ " + random.nextInt(100);
        final String actions = "\1\2".substring(random.nextInt(3));
        return new Definition(symbol, market.decimals(symbol), condition, trigger, expiresAtNs, message, actions);
    }

    private Condition condition(final String symbol) {
        final ConditionType type = TYPES[random.nextInt(TYPES.length)];
        final long level = market.anyLevel(random, symbol);
        return switch (type) {
            case INSIDE, OUTSIDE, ENTERS, EXITS -> {
                final long other = market.anyLevel(random, symbol);
                yield new Condition(type, Math.min(level, other), Math.max(level == other ? level + 1 : level, other));
            }
            default -> new Condition(type, level, null);
        };
    }

    private Trigger trigger(final String symbol, final Condition condition) {
        if (chance(40)) {
            return new Trigger(TriggerMode.ONCE, 0, null);
        }
        final long cooldownNs = chance(50) ? after(0, 4) : 0;
        final Long reset = chance(50) ? null : reset(condition, market.anyLevel(random, symbol));
        return new Trigger(TriggerMode.EVERY, cooldownNs, reset);
    }

    /** The candidate if it lies on the right side of the level, else the nearest price that does. */
    private static Long reset(final Condition condition, final long candidate) {
        final long level = condition.low();
        return switch (condition.type()) {
            case ABOVE, CROSSES_UP -> level > 1 ? Long.valueOf(Math.min(candidate, level - 1)) : null;
            case BELOW, CROSSES_DOWN -> Long.valueOf(Math.max(candidate, level + 1));
            default -> null;
        };
    }

    /** Up to so many units from then; now and then the end of time. */
    private long after(final long fromNs, final int units) {
        return chance(2) ? Long.MAX_VALUE : fromNs + unitNs * (1 + random.nextInt(units));
    }

    private boolean chance(final int percent) {
        return random.nextInt(100) < percent;
    }

    private static final class Known {
        private final long id;
        private final String owner;
        private int version = 1;

        Known(final long id, final String owner) {
            this.id = id;
            this.owner = owner;
        }
    }
}
