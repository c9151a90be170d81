package io.tocsin.gateway.market;

import static java.nio.charset.StandardCharsets.UTF_8;
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
    void shouldFindSymbolsByTheBytesOfTheirNames() {
        for (int id = 0; id < 1_000; id++) {
            outputs.symbol(new Symbol(id, "\u5E01" + id, 8, 0, 0));
            outputs.symbol(new Symbol(id, "\u5E01" + id, 2, 0, 0));
        }
        outputs.symbol(new Symbol(1_000, "a b", 8, 0, 0));
        for (int id = 0; id < 1_000; id++) {
            byte[] text = ("[\u5E01" + id + "]").getBytes(UTF_8);
            assertThat(directory.find(text, 1, text.length - 1)).isEqualTo(new Symbol(id, "\u5E01" + id, 2, 0, 0));
            assertThat(directory.find(text, 0, text.length)).isNull();
        }
        assertThat(directory.find("a b".getBytes(UTF_8), 0, 3)).isNull();
        assertThat(directory.find(new byte[0], 0, 0)).isNull();
    }

    /** Of names with the same hash only so many are found by their bytes, so that to look for one takes no longer. */
    @Test
    void shouldLeaveOutNamesThatCollideWithManyOthers() {
        int found = 0;
        for (int id = 0; id < 256; id++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 8; bit++) {
                name.append((id >> bit & 1) == 0 ? "Aa" : "BB");
            }
            outputs.symbol(new Symbol(id, name.toString(), 8, 0, 0));
            byte[] text = name.toString().getBytes(UTF_8);
            found += directory.find(text, 0, text.length) == null ? 0 : 1;
            assertThat(directory.find(name.toString())).isPresent();
        }
        assertThat(found).isEqualTo(32);
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
