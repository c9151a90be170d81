package io.tocsin.gateway.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    /** Near its end: the difference of two readings counts, not which is greater. */
    private final AtomicLong nowNs =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());

    private final Deadline deadline = Deadline.after(Duration.ofSeconds(9), nowNs::get);

    @Test
    void shouldLeaveLessAsTimePassesAndNeverLessThanNothing() {
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(9));
        pass(4);
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(5));
        assertThat(deadline.isOver()).isFalse();
        pass(5);
        assertThat(deadline.left()).isZero();
        assertThat(deadline.isOver()).isTrue();
        pass(1);
        assertThat(deadline.left()).isZero();
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void shouldGiveAStepItsOwnTimeFromNowOn() {
        pass(2);
        Deadline step = deadline.atMost(Duration.ofSeconds(3));
        assertThat(step.left()).isEqualTo(Duration.ofSeconds(3));
        pass(1);
        assertThat(step.left()).isEqualTo(Duration.ofSeconds(2));
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void shouldGiveAStepNoMoreThanIsLeft() {
        pass(7);
        assertThat(deadline.atMost(Duration.ofSeconds(3)).left()).isEqualTo(Duration.ofSeconds(2));
        pass(7);
        assertThat(deadline.atMost(Duration.ofSeconds(3)).left()).isZero();
    }

    @Test
    void shouldKeepWhatMustComeAfterAStep() {
        Deadline step = deadline.before(Duration.ofSeconds(4));
        assertThat(step.left()).isEqualTo(Duration.ofSeconds(5));
        assertThat(step.atMost(Duration.ofSeconds(2)).left()).isEqualTo(Duration.ofSeconds(2));
        pass(6);
        assertThat(step.isOver()).isTrue();
        assertThat(step.atMost(Duration.ofSeconds(2)).left()).isZero();
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void shouldNotSumUpTheTimesOfItsSteps() {
        for (int i = 0; i < 20; i++) {
            Deadline step = deadline.before(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(2));
            nowNs.addAndGet(step.left().toNanos());
        }
        assertThat(deadline.left()).isEqualTo(Duration.ofSeconds(1));
    }

    private void pass(int seconds) {
        nowNs.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }
}
