package io.tocsin.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.JdkDependent;
import io.tocsin.engine.rules.AlertAccess;
import io.tocsin.engine.rules.AlertRecord;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the random markets of {@code FreezeTest} have too few alerts for. */
@JdkDependent
class AlertFreezeTest {
    private static final int MOST_KEPT = 5;
    private static final int ALERTS = 20;

    private final Versions versions = new Versions();
    private final AlertRecord alert = new AlertRecord();
    private final AlertFreeze freeze = new AlertFreeze(versions, ALERTS + 1, MOST_KEPT);

    @Test
    void shouldKeepOnlyWhatTheReaderHasNotPassed() {
        for (long alertId = 1; alertId <= ALERTS; alertId++) {
            assertThat(freeze.read(alertId, alert)).isTrue();
            assertThat(alert.version()).isEqualTo(1);
            for (long passed = 1; passed <= alertId; passed++) {
                change(passed);
            }
            change(alertId + 2);
            change(ALERTS + 1);
        }
        assertThat(freeze.isLost()).isFalse();
        freeze.close();
    }

    @Test
    void shouldLoseWhenTooMuchChanges() {
        for (long alertId = 1; alertId <= MOST_KEPT; alertId++) {
            change(alertId);
        }
        assertThat(freeze.isLost()).isFalse();
        change(MOST_KEPT + 1);
        assertThat(freeze.isLost()).isTrue();
    }

    private void change(long alertId) {
        freeze.beforeChange(alertId, versions, new AlertRecord());
        versions.byId.merge(alertId, 2, (old, one) -> old + 1);
    }

    /** Alerts that have no more than a version. */
    private static final class Versions implements AlertAccess {
        private final Map<Long, Integer> byId = new TreeMap<>();

        @Override
        public boolean read(long alertId, AlertRecord into) {
            into.version(byId.getOrDefault(alertId, 1));
            return true;
        }

        @Override
        public void update(AlertRecord record) {
            throw new UnsupportedOperationException("nothing is written here");
        }
    }
}
