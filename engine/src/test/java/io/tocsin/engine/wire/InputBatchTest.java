package io.tocsin.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.Messages;
import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

class InputBatchTest {
    private static final int INPUTS = 70;

    @Test
    void shouldShowEachInputOnceBeforeItIsHandled() {
        Messages messages = new Messages();
        InputBatch batch = new InputBatch();
        for (int i = 0; i < INPUTS; i++) {
            batch.add(messages.buffer, 0, messages.tick(i % 2, i, 100));
        }
        batch.seal(1, 1);
        List<String> shown = new ArrayList<>();
        List<String> handled = new ArrayList<>();
        new InputBatch.Reader().forEach(batch.buffer(), 0, new InputBatch.InputHandler() {
            @Override
            public void onInput(long sequence, long timestampNs, DirectBuffer message, int offset, int length) {
                assertThat(shown).hasSizeGreaterThan(handled.size());
                handled.add(offset + "+" + length);
            }

            @Override
            public void onAhead(DirectBuffer message, int offset, int length) {
                assertThat(shown.size() - handled.size()).isLessThan(32);
                shown.add(offset + "+" + length);
            }
        });

        assertThat(handled).hasSize(INPUTS).isEqualTo(shown);
    }
}
