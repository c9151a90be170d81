package io.tocsin.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tocsin.engine.pipeline.PipelineConfig;
import io.tocsin.engine.port.Limits;
import io.tocsin.gateway.config.NodeConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
    private static final long MB = 1_000_000;
    private static final long GB = 1_000 * MB;

    @Test
    void shouldKnowThisMachine() {
        Memory here = Memory.here();
        assertThat(here.heapBytes()).isBetween(16 * MB, here.physicalBytes());
        assertThat(here.directBytes()).isPositive();
    }

    @Test
    void shouldTakeTheDefaultsOnASmallMachine() {
        assertThatCode(() -> new Memory(512 * MB, 512 * MB, 2 * GB).require(engine(1_000_000, 16_384, 65_536, 65_536)))
                .doesNotThrowAnyException();
        assertThatCode(() -> new Memory(256 * MB, 256 * MB, 2 * GB).require(engine(1_000_000, 16_384, 65_536, 65_536)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            100000000 | 16384   | 65536   | 65536   | 256 | engine.max-alerts = 100000000 needs about 1.. GB of memory .*has 24 GB
            1000000   | 1000000 | 65536   | 65536   | 256 | engine.max-symbols = 1000000 needs about .* MB of heap.*256 MB
            1000000   | 16384   | 4194304 | 65536   | 256 | pipeline.ingress-ring-size = 4194304 needs about 18. MB of heap.*
            1000000   | 16384   | 65536   | 1048576 | 64  | pipeline.egress-ring-size = 1048576 needs about 13. MB of direct.*
            """)
    void shouldNameTheKeyThatTakesTooMuch(
            int alerts, int symbols, int ingress, int egress, long direct, String message) {
        assertThatThrownBy(() ->
                        new Memory(256 * MB, direct * MB, 24 * GB).require(engine(alerts, symbols, ingress, egress)))
                .isInstanceOf(StartException.class)
                .hasMessageMatching(message);
    }

    @Test
    void shouldCountTheHeapAsTheMachinesToo() {
        NodeConfig.Engine tenMillion = engine(10_000_000, 16_384, 65_536, 65_536);
        assertThatCode(() -> new Memory(6 * GB, 6 * GB, 24 * GB).require(tenMillion))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new Memory(16 * GB, 16 * GB, 24 * GB).require(tenMillion))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("beside a heap of up to 16 GB; this machine has 24 GB");
    }

    private static NodeConfig.Engine engine(int alerts, int symbols, int ingress, int egress) {
        return new NodeConfig.Engine(
                new Limits(alerts, symbols, 10_000, 65_536, 1_024, 20_000, 250_000),
                new PipelineConfig(ingress, egress, PipelineConfig.Waiting.BLOCKING, PipelineConfig.Threads.TWO));
    }
}
