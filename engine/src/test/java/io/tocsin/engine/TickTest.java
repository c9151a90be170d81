package io.tocsin.engine;

import static io.tocsin.engine.wire.InputEncoder.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.codec.ConflatedTickEncoder;
import io.tocsin.engine.codec.Flag;
import io.tocsin.engine.codec.MessageHeaderDecoder;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.PlainTickDecoder;
import io.tocsin.engine.codec.PlainTickEncoder;
import io.tocsin.engine.codec.TickDecoder;
import io.tocsin.engine.codec.TickEncoder;
import io.tocsin.engine.wire.InputEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickTest {
    private static final int HEADER = MessageHeaderEncoder.ENCODED_LENGTH;
    private static final int PLAIN = PlainTickEncoder.TEMPLATE_ID;
    private static final int QUOTED = TickEncoder.TEMPLATE_ID;
    private static final int AT = 4;
    private static final int ROUNDS = 1_000;

    private final Random random = new Random(7);
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    @ParameterizedTest
    @CsvSource({PLAIN + ", true", PLAIN + ", false", QUOTED + ", true", QUOTED + ", false"})
    void shouldReadATickAsTheDecoderDoes(int templateId, boolean direct) {
        int length = HEADER + blockLength(templateId);
        UnsafeBuffer message =
                direct ? new UnsafeBuffer(ByteBuffer.allocateDirect(length)) : new UnsafeBuffer(new byte[length]);
        for (int i = 0; i < ROUNDS; i++) {
            byte[] any = new byte[length];
            random.nextBytes(any);
            message.putBytes(0, any);
            putHeader(message, templateId);

            assertThat(Tick.isOfOnePrice(head(message, 0))).isTrue();
            assertThat(read(message, 0)).usingRecursiveComparison().isEqualTo(decoded(message, 0));
        }
    }

    /** A plain tick is what is written wherever nothing is lost by it, and reads as the other layout does. */
    @Test
    void shouldReadWhatWasEncoded() {
        UnsafeBuffer message = new UnsafeBuffer(new byte[128]);
        UnsafeBuffer whole = new UnsafeBuffer(new byte[128]);
        InputEncoder encoder = new InputEncoder();
        int plain = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long correlationId = random.nextBoolean() ? 0 : random.nextLong();
            int symbolId = random.nextInt();
            int decimals = random.nextInt(255);
            long price = random.nextLong();
            long size = random.nextLong();
            long timeNs = orAbsent();
            long bid = orAbsent();
            long ask = orAbsent();
            int end = encoder.wrap(message, AT, correlationId).tick(symbolId, decimals, price, size, timeNs, bid, ask);
            new TickEncoder()
                    .wrapAndApplyHeader(whole, AT, new MessageHeaderEncoder())
                    .correlationId(correlationId)
                    .price(price)
                    .size(size)
                    .exchangeTimeNs(timeNs)
                    .bid(bid)
                    .ask(ask)
                    .symbolId(symbolId)
                    .decimals((short) decimals)
                    .late(Flag.NO);

            boolean isPlain = correlationId == 0 && bid == ABSENT && ask == ABSENT;
            assertThat(header.wrap(message, AT).templateId()).isEqualTo(isPlain ? PLAIN : QUOTED);
            assertThat(end - AT).isEqualTo(isPlain ? 37 : 62);
            assertThat(read(message, AT)).usingRecursiveComparison().isEqualTo(decoded(whole, AT));
            assertThat(decoded(message, AT)).usingRecursiveComparison().isEqualTo(decoded(whole, AT));
            plain += isPlain ? 1 : 0;
        }
        assertThat(plain).isBetween(ROUNDS / 16, ROUNDS / 4);
    }

    @ParameterizedTest
    @ValueSource(ints = {PLAIN, QUOTED})
    void shouldLeaveTicksOfOtherVersionsAndOtherInputsToTheirDecoders(int templateId) {
        UnsafeBuffer message = new UnsafeBuffer(new byte[HEADER + TickEncoder.BLOCK_LENGTH]);
        MessageHeaderEncoder encoder = putHeader(message, templateId);
        assertThat(Tick.isOfOnePrice(head(message, 0))).isTrue();
        encoder.version(TickEncoder.SCHEMA_VERSION - 1);
        assertThat(Tick.isOfOnePrice(head(message, 0))).isFalse();
        encoder.version(TickEncoder.SCHEMA_VERSION).templateId(ConflatedTickEncoder.TEMPLATE_ID);
        assertThat(Tick.isOfOnePrice(head(message, 0))).isFalse();
        encoder.templateId(templateId).blockLength(blockLength(templateId) + 1);
        assertThat(Tick.isOfOnePrice(head(message, 0))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {PLAIN, QUOTED})
    void shouldNotReadBeyondTheMessage(int templateId) {
        UnsafeBuffer cut = new UnsafeBuffer(new byte[HEADER + blockLength(templateId) - 1]);
        putHeader(cut, templateId);
        assertThatThrownBy(() -> read(cut, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private long orAbsent() {
        return random.nextBoolean() ? ABSENT : random.nextLong();
    }

    private static int blockLength(int templateId) {
        return templateId == PLAIN ? PlainTickEncoder.BLOCK_LENGTH : TickEncoder.BLOCK_LENGTH;
    }

    private static MessageHeaderEncoder putHeader(UnsafeBuffer message, int templateId) {
        return new MessageHeaderEncoder()
                .wrap(message, 0)
                .blockLength(blockLength(templateId))
                .templateId(templateId)
                .schemaId(TickEncoder.SCHEMA_ID)
                .version(TickEncoder.SCHEMA_VERSION);
    }

    private static long head(UnsafeBuffer message, int offset) {
        return message.getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }

    private static Tick read(UnsafeBuffer message, int offset) {
        Tick tick = new Tick();
        tick.of(message, offset, head(message, offset));
        return tick;
    }

    private Tick decoded(UnsafeBuffer message, int offset) {
        Tick tick = new Tick();
        if (header.wrap(message, offset).templateId() == PLAIN) {
            tick.of(new PlainTickDecoder().wrapAndApplyHeader(message, offset, header));
        } else {
            tick.of(new TickDecoder().wrapAndApplyHeader(message, offset, header));
        }
        return tick;
    }
}
