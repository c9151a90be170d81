package io.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.codec.TickEncoder;
import java.nio.ByteBuffer;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickTest {
    private static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + TickEncoder.BLOCK_LENGTH;

    private final Random random = new Random(7);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAPlainTickAsTheDecoderDoes(boolean direct) {
        UnsafeBuffer message =
                direct ? new UnsafeBuffer(ByteBuffer.allocateDirect(LENGTH)) : new UnsafeBuffer(new byte[LENGTH]);
        for (int i = 0; i < 1_000; i++) {
            random.ints(LENGTH)
                    .forEach(any -> message.putByte(Math.floorMod(any, LENGTH), (byte) (any >>> Short.SIZE)));
            new MessageHeaderEncoder()
                    .wrap(message, 0)
                    .blockLength(TickEncoder.BLOCK_LENGTH)
                    .templateId(TickEncoder.TEMPLATE_ID)
                    .schemaId(TickEncoder.SCHEMA_ID)
                    .version(TickEncoder.SCHEMA_VERSION);
            Tick read = new Tick();
            read.of(message, 0);
            Tick decoded = new Tick();
            decoded.of(new TickDecoder().wrapAndApplyHeader(message, 0, new MessageHeaderDecoder()));

            assertThat(Tick.isPlain(message, 0)).isTrue();
            assertThat(read).usingRecursiveComparison().isEqualTo(decoded);
        }
    }

    @Test
    void shouldLeaveTicksOfOtherVersionsAndOtherInputsToTheirDecoders() {
        UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        MessageHeaderEncoder header = new MessageHeaderEncoder();
        new TickEncoder().wrapAndApplyHeader(message, 0, header);
        assertThat(Tick.isPlain(message, 0)).isTrue();
        header.version(TickEncoder.SCHEMA_VERSION - 1);
        assertThat(Tick.isPlain(message, 0)).isFalse();
        header.version(TickEncoder.SCHEMA_VERSION).templateId(TickEncoder.TEMPLATE_ID + 1);
        assertThat(Tick.isPlain(message, 0)).isFalse();
    }

    @Test
    void shouldNotReadBeyondTheMessage() {
        UnsafeBuffer cut = new UnsafeBuffer(new byte[LENGTH - 1]);
        assertThatThrownBy(() -> new Tick().of(cut, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
