package io.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.SourceProgressDecoder;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.state.StateBytes;
import io.tocsin.engine.wire.InputEncoder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.junit.jupiter.api.Test;

class SourcesTest {
    private final ExpandableArrayBuffer input = new ExpandableArrayBuffer();
    private final Answers answers = new Answers();
    private Sources sources = new Sources(answers);

    @Test
    void shouldKeepTheHighestSequenceOfEachSource() {
        assertThat(progress("a", 0)).isEqualTo("a 0");
        assertThat(progress("a", 7)).isEqualTo("a 7");
        assertThat(progress("b", 3)).isEqualTo("b 3");
        assertThat(progress("a", 5)).isEqualTo("a 7");
        assertThat(progress("a", 0)).isEqualTo("a 7");
    }

    @Test
    void shouldRefuseWhatIsNoSource() {
        assertThat(progress("", 1)).isEqualTo("MALFORMED 0");
        assertThat(progress("x".repeat(Sources.MAX_NAME_LENGTH + 1), 1)).isEqualTo("MALFORMED 0");
        assertThat(progress("a", -1)).isEqualTo("MALFORMED 0");
        assertThat(sources.isEmpty()).isTrue();
    }

    @Test
    void shouldRefuseSourcesBeyondTheBoundAndForgetNone() {
        for (int i = 0; i < Sources.CAPACITY; i++) {
            progress("source-" + i, i);
        }
        assertThat(progress("one more", 1)).isEqualTo("SOURCE_CAPACITY " + Sources.CAPACITY);
        StateBytes state = new StateBytes();
        sources.write(state);
        sources = new Sources(answers);
        sources.read(state);
        assertThat(progress("one more", 1)).isEqualTo("SOURCE_CAPACITY " + Sources.CAPACITY);
        for (int i = 0; i < Sources.CAPACITY; i++) {
            assertThat(progress("source-" + i, 0)).isEqualTo("source-" + i + " " + i);
        }
    }

    private String progress(String source, long sequence) {
        new InputEncoder().wrap(input, 0, 1).sourceProgress(source, sequence);
        sources.onProgress(new SourceProgressDecoder().wrapAndApplyHeader(input, 0, new MessageHeaderDecoder()));
        return answers.last;
    }

    private static final class Answers extends SilentOutputs {
        private String last;

        @Override
        public void onSourceProgressed(DirectBuffer source, long sourceSequence) {
            last = source.getStringWithoutLengthUtf8(0, source.capacity()) + " " + sourceSequence;
        }

        @Override
        public void onRejected(RejectReason reason, long bound) {
            last = reason + " " + bound;
        }
    }
}
