package io.tocsin.gateway.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SymbolDirectoryTest {
    private final SymbolDirectory directory = new SymbolDirectory();
    private final MarketOutputs outputs = new MarketOutputs(directory);

    @Test
    void shouldFindSymbolsByNameAndById() {
        Symbol first = new Symbol(0, "BTCUSD", 8, 0, 0);
        Symbol second = new Symbol(1, "EUR/USD", 5, 100_000, 3_600_000_000_000L);
        outputs.symbol(first);
        outputs.symbol(second);

        assertThat(directory.find("EUR/USD")).contains(second);
        assertThat(directory.find(0)).contains(first);
        assertThat(directory.all()).containsExactly(first, second);
    }

    @Test
    void shouldNotFindWhatIsNotRegistered() {
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));

        assertThat(directory.find("btcusd")).isEmpty();
        assertThat(directory.find(1)).isEmpty();
        assertThat(directory.find(-1)).isEmpty();
        assertThat(directory.find(1_000_000)).isEmpty();
        for (int id : new int[] {-1, 1, 1_000_000}) {
            assertThatThrownBy(() -> directory.decimals(id)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldShowTheLatestProperties() {
        outputs.symbol(new Symbol(0, "BTCUSD", 8, 0, 0));
        Symbol changed = new Symbol(0, "BTCUSD", 2, 50_000, 0);
        outputs.symbol(changed);

        assertThat(directory.find("BTCUSD")).contains(changed);
        assertThat(directory.find(0)).contains(changed);
        assertThat(directory.decimals(0)).isEqualTo(2);
        assertThat(directory.all()).containsExactly(changed);
    }

    @Test
    void shouldGrowWithTheNumberOfSymbols() {
        for (int id = 0; id < 1_000; id++) {
            outputs.symbol(new Symbol(id, "S" + id, 8, 0, 0));
        }

        assertThat(directory.all()).hasSize(1_000).extracting(Symbol::id).isSorted();
        assertThat(directory.find(999)).map(Symbol::name).contains("S999");
    }
}
