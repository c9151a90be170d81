package io.tocsin.contract.ingest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.contract.ingest.codec.AckEncoder;
import io.tocsin.contract.ingest.codec.ByeCode;
import io.tocsin.contract.ingest.codec.ByeEncoder;
import io.tocsin.contract.ingest.codec.DefineSymbolDecoder;
import io.tocsin.contract.ingest.codec.DefinitionStatus;
import io.tocsin.contract.ingest.codec.HeartbeatDecoder;
import io.tocsin.contract.ingest.codec.HelloDecoder;
import io.tocsin.contract.ingest.codec.MessageHeaderDecoder;
import io.tocsin.contract.ingest.codec.MessageHeaderEncoder;
import io.tocsin.contract.ingest.codec.RejectCode;
import io.tocsin.contract.ingest.codec.RejectEncoder;
import io.tocsin.contract.ingest.codec.SymbolDefinedEncoder;
import io.tocsin.contract.ingest.codec.TickDecoder;
import io.tocsin.contract.ingest.codec.WelcomeEncoder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** That what is written by hand is what the schema says. */
class IngestWireTest {
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ExpandableArrayBuffer sent = new ExpandableArrayBuffer();

    @Test
    void shouldWriteWhatASenderSays() {
        HelloDecoder hello = new HelloDecoder().wrapAndApplyHeader(framed(IngestWire.hello("me", "t.o.k")), 4, header);
        assertThat(hello.sender()).isEqualTo("me");
        assertThat(hello.token()).isEqualTo("t.o.k");
        DefineSymbolDecoder definition =
                new DefineSymbolDecoder().wrapAndApplyHeader(framed(IngestWire.defineSymbol(7, "Größe")), 4, header);
        assertThat(definition.localId()).isEqualTo(7);
        assertThat(definition.symbolName()).isEqualTo("Größe");
        new HeartbeatDecoder().wrapAndApplyHeader(framed(IngestWire.heartbeat()), 4, header);
    }

    @Test
    void shouldWriteTicksWhereTheirSequencesHaveTheirPlaces() {
        TickMemory memory = new TickMemory();
        long sequence = TickMemory.CAPACITY + 5L;
        memory.put(sequence, 3, 2, 101, 102, 103);
        memory.putQuote(sequence, 104, 105);
        int at = memory.place(sequence);
        assertThat(at).isEqualTo(5 * IngestWire.TICK_BYTES);
        assertThat(memory.run(sequence)).isEqualTo(TickMemory.CAPACITY - 5);
        TickDecoder tick = new TickDecoder()
                .wrapAndApplyHeader(
                        framed(Arrays.copyOfRange(memory.bytes(), at, at + IngestWire.TICK_BYTES)), 4, header);
        assertThat(tick.sequence()).isEqualTo(sequence);
        assertThat(tick.price()).isEqualTo(101);
        assertThat(tick.size()).isEqualTo(102);
        assertThat(tick.exchangeTimeNs()).isEqualTo(103);
        assertThat(tick.bid()).isEqualTo(104);
        assertThat(tick.ask()).isEqualTo(105);
        assertThat(tick.localId()).isEqualTo(3);
        assertThat(tick.decimals()).isEqualTo((short) 2);
        assertThat(TickSender.ABSENT).isEqualTo(TickDecoder.bidNullValue());
    }

    @Test
    void shouldReadWhatTheNodeSays() throws IOException {
        MessageHeaderEncoder head = new MessageHeaderEncoder();
        IngestWire.Message welcome = read(new WelcomeEncoder()
                .wrapAndApplyHeader(sent, 4, head)
                .resumeAfter(5)
                .window(6)
                .heartbeatMs(7)
                .maxMessageBytes(8)
                .maxLocalId(9)
                .limit());
        assertThat(welcome.templateId()).isEqualTo(IngestWire.WELCOME);
        assertThat(welcome.body().getLong(0)).isEqualTo(5);
        assertThat(welcome.body().getInt(8)).isEqualTo(6);
        assertThat(welcome.body().getInt(12)).isEqualTo(7);
        IngestWire.Message ack = read(new AckEncoder()
                .wrapAndApplyHeader(sent, 4, head)
                .sequence(5)
                .rejected(6)
                .limit());
        assertThat(ack.templateId()).isEqualTo(IngestWire.ACK);
        assertThat(ack.body().getLong(0)).isEqualTo(5);
        assertThat(ack.body().getLong(8)).isEqualTo(6);
        IngestWire.Message reject = read(new RejectEncoder()
                .wrapAndApplyHeader(sent, 4, head)
                .sequence(5)
                .code(RejectCode.PRICE_NOT_POSITIVE)
                .limit());
        assertThat(reject.templateId()).isEqualTo(IngestWire.REJECT);
        assertThat(reject.body().get(8)).isEqualTo((byte) 2);
        SymbolDefinedEncoder defined = new SymbolDefinedEncoder()
                .wrapAndApplyHeader(sent, 4, head)
                .localId(5)
                .status(DefinitionStatus.REFUSED)
                .text("why");
        IngestWire.Message definition = read(defined.limit());
        assertThat(definition.templateId()).isEqualTo(IngestWire.SYMBOL_DEFINED);
        assertThat(definition.body().getInt(0)).isEqualTo(5);
        assertThat(definition.body().get(4)).isEqualTo((byte) 2);
        assertThat(definition.text()).isEqualTo("why");
        ByeEncoder bye = new ByeEncoder()
                .wrapAndApplyHeader(sent, 4, head)
                .position(5)
                .code(ByeCode.REPLACED)
                .text("words");
        IngestWire.Message goodbye = read(bye.limit());
        assertThat(goodbye.templateId()).isEqualTo(IngestWire.BYE);
        assertThat(goodbye.body().get(8)).isEqualTo((byte) 11);
        assertThat(goodbye.text()).isEqualTo("words");
    }

    @Test
    void shouldRefuseWhatIsNoNode() {
        assertThatThrownBy(
                        () -> IngestWire.read(new ByteArrayInputStream("HTTP/1.1 400 Bad Request".getBytes(US_ASCII))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no feed of the kind tcp");
    }

    private IngestWire.Message read(int limit) throws IOException {
        sent.putInt(0, limit - 4, ByteOrder.LITTLE_ENDIAN);
        return IngestWire.read(new ByteArrayInputStream(sent.byteArray(), 0, limit));
    }

    private static UnsafeBuffer framed(byte[] frame) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        assertThat(buffer.getInt(0, ByteOrder.LITTLE_ENDIAN)).isEqualTo(frame.length - 4);
        return buffer;
    }
}
