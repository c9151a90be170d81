package io.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.tocsin.engine.series.BrokenWalls;
import java.lang.reflect.Field;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of {@link EngineArchitectureTest} finds what it is for. */
class BrokenWallsTest {
    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(EngineArchitectureTest.shouldUseOnlyWhatIsListed, BrokenWalls.UsesWhatIsNotListed.class),
                Arguments.of(EngineArchitectureTest.shouldCallNothingThatVaries, BrokenWalls.CallsWhatVaries.class),
                Arguments.of(EngineArchitectureTest.shouldHoldNoFloatingPoint, BrokenWalls.HoldsFloatingPoint.class),
                Arguments.of(
                        EngineArchitectureTest.shouldReturnNoFloatingPoint, BrokenWalls.ReturnsFloatingPoint.class),
                Arguments.of(EngineArchitectureTest.shouldTakeNoFloatingPoint, BrokenWalls.TakesFloatingPoint.class));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    void shouldFail(ArchRule rule, Class<?> broken) {
        assertThat(rule.evaluate(new ClassFileImporter().importClasses(broken)).hasViolation())
                .isTrue();
    }

    @Test
    void shouldBreakEveryRule() throws IllegalAccessException {
        List<Object> tried = broken().map(arguments -> arguments.get()[0]).toList();
        for (Field rule : EngineArchitectureTest.class.getDeclaredFields()) {
            if (ArchRule.class.isAssignableFrom(rule.getType())) {
                assertThat(tried).as(rule.getName()).contains(rule.get(null));
            }
        }
    }
}
