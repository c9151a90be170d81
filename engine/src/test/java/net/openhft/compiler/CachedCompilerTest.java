package net.openhft.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.openhft.chronicle.hash.VanillaGlobalMutableState;
import net.openhft.chronicle.values.Values;
import org.junit.jupiter.api.Test;

class CachedCompilerTest {
    private final ClassLoader loader = CachedCompilerTest.class.getClassLoader();

    @Test
    void shouldNotBeAskedForWhatChronicleMapNeeds() {
        assertThat(Values.nativeClassFor(VanillaGlobalMutableState.class)
                        .getProtectionDomain()
                        .getCodeSource())
                .isEqualTo(CachedCompiler.class.getProtectionDomain().getCodeSource());
    }

    @Test
    void shouldSayWhatToDoForAnythingElse() {
        try (CachedCompiler compiler = new CachedCompiler(null, null, List.of())) {
            assertThatThrownBy(() -> compiler.loadFromJava(loader, "some.New", "package some; class New {}"))
                    .isInstanceOf(ClassNotFoundException.class)
                    .hasMessage("some.New is not compiled at run time: have the build generate it");
        }
    }
}
