package io.tocsin.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tocsin.engine.codec.ConditionType;
import io.tocsin.engine.codec.MessageHeaderEncoder;
import io.tocsin.engine.codec.RejectReason;
import io.tocsin.engine.codec.TriggerMode;
import io.tocsin.engine.conditions.ConditionMemory;
import io.tocsin.engine.host.SilentOutputs;
import io.tocsin.engine.store.ChronicleRuleStore;
import io.tocsin.engine.wire.InputEncoder;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a name is goes by the version that the input was written in. */
class SymbolNamesByVersionTest extends SilentOutputs {
    private static final int ASCII_VERSION = 2;

    private final ChronicleRuleStore rules = new ChronicleRuleStore(10, 1);
    private final ConditionMemory memory = new ConditionMemory(10, 16, 4);
    private final SymbolTable symbols = new SymbolTable(16, memory.series());
    private final AlertEngine engine = new AlertEngine(symbols, rules, memory, this);
    private final Messages messages = new Messages();
    private RejectReason rejected;
    private long sequence;

    @AfterEach
    void close() {
        rules.close();
        memory.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"币安人生USDT", "M&M", "^GSPC", "EURUSD=X", "A#B", "A+B", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456"})
    void shouldTakeMoreFromVersion3On(String name) {
        register(name, ASCII_VERSION);
        assertThat(rejected).isEqualTo(RejectReason.MALFORMED);
        assertThat(symbols.count()).isZero();

        register(name, 3);
        assertThat(rejected).isNull();
        assertThat(nameOf(0)).isEqualTo(name);
    }

    @Test
    void shouldTake64Bytes() {
        for (String longest : new String[] {"币".repeat(21) + "x", "x".repeat(64), "y".repeat(63) + "z"}) {
            register(longest, 3);
            assertThat(rejected).isNull();
            assertThat(nameOf(symbols.count() - 1)).isEqualTo(longest);
            register(longest + "x", 3);
            assertThat(rejected).isEqualTo(RejectReason.MALFORMED);
        }
        register("", 3);
        assertThat(rejected).isEqualTo(RejectReason.MALFORMED);
        assertThat(symbols.count()).isEqualTo(3);
    }

    @Test
    void shouldTakeTheSameNamesOfAlerts() {
        for (String name : new String[] {"币安人生USDT", "x".repeat(64)}) {
            onInput(messages.create(ConditionType.ABOVE, TriggerMode.ONCE, name.getBytes(UTF_8), 7));
            assertThat(rejected).isNull();
            assertThat(nameOf(symbols.count() - 1)).isEqualTo(name);
        }
        onInput(messages.create(
                ConditionType.ABOVE, TriggerMode.ONCE, "x".repeat(65).getBytes(UTF_8), 7));
        assertThat(rejected).isEqualTo(RejectReason.MALFORMED);
        assertThat(rules.alertCount()).isEqualTo(2);
    }

    private void register(String name, int version) {
        int length = new InputEncoder().wrap(messages.buffer, 0, 1).registerSymbol(name);
        messages.buffer.putShort(
                MessageHeaderEncoder.versionEncodingOffset(), (short) version, ByteOrder.LITTLE_ENDIAN);
        onInput(length);
    }

    private void onInput(int length) {
        rejected = null;
        engine.onInput(++sequence, sequence, messages.buffer, 0, length);
    }

    private String nameOf(int id) {
        return symbols.names().getStringWithoutLengthUtf8(symbols.nameOffset(id), symbols.nameLength(id));
    }

    @Override
    public void onRejected(RejectReason reason, long bound) {
        rejected = reason;
    }
}
