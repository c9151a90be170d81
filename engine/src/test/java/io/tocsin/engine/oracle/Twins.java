package io.tocsin.engine.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.state.StateBytes;
import java.util.Arrays;
import java.util.List;
import org.agrona.DirectBuffer;

/** An engine that has seen all inputs, and one that was restored from the other's, or its own, state on the way. */
final class Twins implements Subject {
    private final String scenario;
    private final EngineSubject first = new EngineSubject();
    private EngineSubject second = new EngineSubject();

    Twins(String scenario) {
        this.scenario = scenario;
    }

    /** Puts a new engine with the state of the second in its place. */
    void restore(long sequence) {
        StateBytes state = second.state();
        byte[] bytes = state.toArray();
        second = second.restored(state);
        assertThat(state.isExhausted())
                .as("%s: state read to its end, after input %d", scenario, sequence)
                .isTrue();
        assertSame("restored engine", bytes, second, sequence);
        assertSame("engine that was never restored", bytes, first, sequence);
        assertThat(second.stateHash())
                .as("%s: hash after input %d", scenario, sequence)
                .isEqualTo(first.stateHash());
    }

    private void assertSame(String who, byte[] bytes, EngineSubject other, long sequence) {
        byte[] otherBytes = other.state().toArray();
        assertThat(Arrays.mismatch(bytes, otherBytes))
                .as(
                        "%s: where the state of the %s differs, of %d and %d bytes, after input %d",
                        scenario, who, bytes.length, otherBytes.length, sequence)
                .isEqualTo(-1);
    }

    @Override
    public List<Output> onInput(long sequence, long timeNs, DirectBuffer input, int length) {
        List<Output> outputs = first.onInput(sequence, timeNs, input, length);
        assertThat(second.onInput(sequence, timeNs, input, length))
                .as("%s: outputs of input %d after restoring", scenario, sequence)
                .isEqualTo(outputs);
        return outputs;
    }

    @Override
    public Output.AlertState state(long alertId) {
        return second.state(alertId);
    }

    @Override
    public long alertCount() {
        return second.alertCount();
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
