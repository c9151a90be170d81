package io.tocsin.engine.oracle;

import io.tocsin.engine.codec.AlertStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Random commands on alerts. It knows which alerts there are, whose and in which version, as it made them all. */
final class RandomCommands {
    private static final String[] OWNERS = {"default\nalice", "default\nbob", "other\nzoë"};

    private final SplittableRandom random;
    private final RandomDefinitions definitions;
    private final int population;
    private final int owners;
    private final List<Known> alive = new ArrayList<>();
    private final Map<Long, Known> known = new HashMap<>();
    private long correlationId;

    /**
     * @param population   how many alerts there are once creating and deleting balance.
     * @param manyOwners whether all that is created is: otherwise it is not known which alert is whose.
     */
    RandomCommands(SplittableRandom random, RandomDefinitions definitions, int population, boolean manyOwners) {
        this.random = random;
        this.definitions = definitions;
        this.population = population;
        owners = manyOwners ? OWNERS.length : 1;
    }

    /** 0 now and then: nobody waits. */
    long nextCorrelationId() {
        return random.nextInt(4) == 0 ? 0 : ++correlationId;
    }

    Input next(long nowNs) {
        int choice = random.nextInt(100);
        if (alive.isEmpty() || choice < (alive.size() < population ? 40 : 8)) {
            return create(nowNs);
        }
        Known alert = any();
        String owner = chance(3) ? OWNERS[random.nextInt(OWNERS.length)] : alert.owner;
        if (choice < 55) {
            return replace(nowNs, alert, owner);
        }
        if (choice < 90) {
            AlertStatus status = chance(70) ? AlertStatus.ACTIVE : AlertStatus.PAUSED;
            return new Input.SetStatus(nextCorrelationId(), owner, alert.id, status);
        }
        if (owner.equals(alert.owner)) {
            alive.remove(alert);
        }
        return new Input.Delete(nextCorrelationId(), owner, alert.id);
    }

    Input create(long nowNs) {
        Definition definition = definitions.any(nowNs, chance(3));
        String owner = OWNERS[random.nextInt(owners)];
        if (isInForce(definition, nowNs)) {
            Known alert = new Known(known.size() + 1L, owner);
            known.put(alert.id, alert);
            alive.add(alert);
        }
        return new Input.Create(nextCorrelationId(), owner, definition);
    }

    private Input replace(long nowNs, Known alert, String owner) {
        boolean stale = chance(10);
        Definition definition = definitions.any(nowNs, !stale && chance(3));
        Integer expectedVersion = stale ? Integer.valueOf(alert.version + 1) : chance(30) ? alert.version : null;
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

    private static boolean isInForce(Definition definition, long nowNs) {
        return definition.expiresAtNs() == null || definition.expiresAtNs() > nowNs;
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private static final class Known {
        private final long id;
        private final String owner;
        private int version = 1;

        Known(long id, String owner) {
            this.id = id;
            this.owner = owner;
        }
    }
}
