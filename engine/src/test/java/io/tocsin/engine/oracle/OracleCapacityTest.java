package io.tocsin.engine.oracle;

import static io.tocsin.engine.codec.AlertStatus.ACTIVE;
import static io.tocsin.engine.codec.AlertStatus.PAUSED;
import static io.tocsin.engine.codec.AlertStatus.TRIGGERED;
import static io.tocsin.engine.codec.ConditionType.ABOVE;
import static io.tocsin.engine.codec.ConditionType.ALL;
import static io.tocsin.engine.codec.ConditionType.MOVES_UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.AlertStatus;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.ValueKind;
import io.tocsin.engine.oracle.Definition.Condition;
import org.junit.jupiter.api.Test;

/** How much alerts may watch, against examples worked out by hand. */
class OracleCapacityTest extends OracleExample {
    private static final String OWNER = "default\nalice";
    private static final Watched SMA = ofMinutes(ValueKind.SMA, 2);

    @Test
    void shouldCountValuesButLast() {
        limits(1, 9);
        assertThat(isCreated(level(ABOVE, 10))).isTrue();
        assertThat(isCreated(level(ABOVE, BID, 10))).isTrue();
        assertThat(isCreated(level(ABOVE, ASK, 10))).isFalse();
        assertThat(isCreated(level(ABOVE, BID, 11))).isTrue();
    }

    /** A move of an average needs both the average and a window of it; a difference needs its two values, too. */
    @Test
    void shouldCountWindowsDifferencesAndSilences() {
        limits(2, 9);
        assertThat(isCreated(against(ABOVE, BID, SMA))).isFalse();
        assertThat(isCreated(against(ABOVE, Watched.LAST, SMA))).isTrue();
        assertThat(isCreated(silent(10))).isFalse();
        limits(3, 9);
        assertThat(isCreated(watching(SMA, moves(MOVES_UP, "5", 60)))).isTrue();
        assertThat(isCreated(watching(SMA, moves(MOVES_UP, "7", 60)))).isTrue();
        assertThat(isCreated(watching(SMA, moves(MOVES_UP, "5", 61)))).isFalse();
        limits(4, 9);
        assertThat(isCreated(silent(10))).isTrue();
        assertThat(isCreated(silent(10))).isTrue();
        assertThat(isCreated(silent(11))).isFalse();
    }

    @Test
    void shouldCountPerSymbol() {
        limits(9, 1);
        assertThat(isCreated(level(ABOVE, BID, 10))).isTrue();
        assertThat(isCreated(level(ABOVE, ASK, 10))).isFalse();
        assertThat(isCreated(on("Y", level(ABOVE, ASK, 10)))).isTrue();
    }

    @Test
    void shouldCountEachConditionByItself() {
        limits(1, 9);
        assertThat(isCreated(definition(ALL, ONCE, null, level(ABOVE, BID, 10), level(ABOVE, BID, 11))))
                .isFalse();
        assertThat(isCreated(level(ABOVE, BID, 10))).isTrue();
        assertThat(isCreated(definition(ALL, ONCE, null, level(ABOVE, BID, 10), level(ABOVE, BID, 11))))
                .isTrue();
    }

    @Test
    void shouldAskForRoomWhenTriggeredAlertComesIntoForceAgain() {
        limits(1, 9);
        create(level(ABOVE, BID, 10), ONCE);
        quote(1, 5, 10L, null);
        assertThat(status(1)).isEqualTo(TRIGGERED);
        assertThat(isCreated(level(ABOVE, ASK, 10))).isTrue();
        assertThat(rejection(setStatus(PAUSED))).isEqualTo(RejectReason.SERIES_CAPACITY);
        assertThat(rejection(setStatus(ACTIVE))).isEqualTo(RejectReason.SERIES_CAPACITY);
        assertThat(status(1)).isEqualTo(TRIGGERED);
        delete(2);
        set(1, PAUSED);
        assertThat(isCreated(level(ABOVE, ASK, 10))).isFalse();
        assertThat(rejection(setStatus(ACTIVE))).isNull();
    }

    /** Lower bounds take nothing away, and what needs nothing new is still accepted. */
    @Test
    void shouldKeepWhatIsThereAlready() {
        assertThat(isCreated(level(ABOVE, BID, 10))).isTrue();
        assertThat(isCreated(level(ABOVE, ASK, 10))).isTrue();
        limits(1, 1);
        assertThat(isCreated(level(ABOVE, BID, 11))).isTrue();
        assertThat(isCreated(level(ABOVE, MID, 11))).isFalse();
    }

    /** What the former version watches is there until it has been replaced. */
    @Test
    void shouldNotCountOnWhatReplacedVersionLeaves() {
        limits(1, 9);
        assertThat(isCreated(level(ABOVE, BID, 10))).isTrue();
        Definition other = definition(ABOVE, ONCE, null, level(ABOVE, ASK, 10));
        assertThat(rejection(new Input.Replace(1, OWNER, 1, null, other))).isEqualTo(RejectReason.SERIES_CAPACITY);
        limits(2, 9);
        assertThat(rejection(new Input.Replace(1, OWNER, 1, null, other))).isNull();
    }

    private void limits(int inAll, int perSymbol) {
        outputs(2, new Input.SetLimits(0, 100, 100, 100, new SeriesLimits(inAll, perSymbol)));
    }

    private boolean isCreated(Condition condition) {
        return isCreated(definition(condition.type(), ONCE, null, condition));
    }

    private boolean isCreated(Definition definition) {
        RejectReason reason = rejection(new Input.Create(1, OWNER, definition));
        assertThat(reason).isIn(null, RejectReason.SERIES_CAPACITY);
        return reason == null;
    }

    private static Input setStatus(AlertStatus status) {
        return new Input.SetStatus(1, OWNER, 1, status);
    }

    /** Why the input was rejected, or {@code null}. */
    private RejectReason rejection(Input input) {
        return outputs(2, input).stream()
                .filter(Output.Rejected.class::isInstance)
                .map(output -> ((Output.Rejected) output).reason())
                .findFirst()
                .orElse(null);
    }
}
