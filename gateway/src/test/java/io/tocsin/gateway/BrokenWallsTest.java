package io.tocsin.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.tocsin.contract.value.BrokenContract;
import io.tocsin.engine.series.BrokenEngine;
import io.tocsin.gateway.http.BrokenWalls;
import io.tocsin.gateway.rest.BrokenEdge;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of {@link ArchitectureTest} finds what it is for. */
class BrokenWallsTest {
    private static final ClassFileImporter IMPORTER = new ClassFileImporter();

    static Stream<Arguments> broken() {
        return Stream.of(
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesDisruptor")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesChronicleMap")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesChronicleQueue")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesNetty")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesUndertow")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesXnio")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesGoogle")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesNimbus")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesTypesafe")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, nested("UsesPicocli")),
                broken(ArchitectureTest.shouldKeepEachLibraryAtHome, BrokenEngine.class),
                broken(ArchitectureTest.shouldKeepEdgesApart, nested(BrokenEdge.class, "MeetsAnotherEdge")),
                broken(ArchitectureTest.shouldSeeTheEngineOnlyThroughItsPorts, nested("SeesThePipeline")),
                broken(ArchitectureTest.shouldEncodeInOnePlace, nested("Encodes")),
                broken(ArchitectureTest.shouldDecodeOnlyWhereOutputsAreHeard, nested("Decodes")),
                broken(ArchitectureTest.shouldHaveNoCycles, BrokenWalls.Cycle.class, BrokenEdge.Cycle.class),
                broken(ArchitectureTest.shouldReadTheEnvironmentInOnePlace, nested("ReadsTheEnvironment")),
                broken(ArchitectureTest.shouldReadDefinitionsInOnePlace, nested("ReadsDefinitions")),
                broken(ArchitectureTest.shouldKeepTheContractToItself, BrokenContract.class));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("broken")
    void shouldFail(ArchRule rule, List<Class<?>> broken) {
        JavaClasses classes = IMPORTER.importClasses(broken);
        assertThat(rule.allowEmptyShould(true).evaluate(classes).hasViolation()).isTrue();
    }

    @Test
    void shouldBreakEveryRule() throws IllegalAccessException {
        List<Object> tried = broken().map(arguments -> arguments.get()[0]).toList();
        for (Field rule : ArchitectureTest.class.getDeclaredFields()) {
            if (ArchRule.class.isAssignableFrom(rule.getType())) {
                assertThat(tried).as(rule.getName()).contains(rule.get(null));
            }
        }
    }

    private static Arguments broken(ArchRule rule, Class<?>... classes) {
        return Arguments.of(rule, Arrays.asList(classes));
    }

    private static Class<?> nested(String name) {
        return nested(BrokenWalls.class, name);
    }

    private static Class<?> nested(Class<?> outer, String name) {
        return Arrays.stream(outer.getDeclaredClasses())
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
