package io.tocsin.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.ENUMS;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.Set;

/** Keeps the modules, and the packages of the gateway, apart. */
@AnalyzeClasses(
        packages = "io.tocsin",
        importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestsOfOthers.class})
class ArchitectureTest {
    /** The tests of other modules come as jars. */
    static final class NoTestsOfOthers implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String CODEC = "io.tocsin.engine.codec..";
    private static final String ENGINE = "io.tocsin.engine..";
    private static final String JOURNAL = "io.tocsin.journal..";
    private static final String PIPELINE = "io.tocsin.engine.pipeline..";
    private static final String STORE = "io.tocsin.engine.store..";

    private static final List<String> EDGES = List.of(
            "io.tocsin.gateway.feed..",
            "io.tocsin.gateway.delivery..",
            "io.tocsin.gateway.rest..",
            "io.tocsin.gateway.websocket..");

    /** What of the engine anybody may use beside those who wire a node. */
    private static final DescribedPredicate<JavaClass> PORTS = resideInAnyPackage(
                    CODEC, "io.tocsin.engine.port..", "io.tocsin.engine.wire..", "io.tocsin.engine.projection..")
            .or(describe(
                    "are read-only views of the rules",
                    type -> Set.of(
                                    "io.tocsin.engine.rules.AlertReader",
                                    "io.tocsin.engine.rules.AlertRecord",
                                    "io.tocsin.engine.rules.ConditionRecord",
                                    "io.tocsin.engine.rules.Device")
                            .contains(type.getName())));

    private static final Set<String> ENVIRONMENT = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.Boolean.getBoolean",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong");

    @ArchTest
    static final ArchRule shouldKeepEachLibraryAtHome = CompositeArchRule.of(List.of(
            home("com.lmax.disruptor..", PIPELINE),
            home("net.openhft..", STORE, JOURNAL),
            home("net.openhft.chronicle.map..", STORE),
            home("net.openhft.chronicle.queue..", JOURNAL),
            home("io.netty..", "io.tocsin.gateway.websocket..", "io.tocsin.gateway.feed.."),
            home("io.undertow..", "io.tocsin.gateway.rest.."),
            home("org.xnio..", "io.tocsin.gateway.rest.."),
            home("com.google..", "io.tocsin.gateway.delivery.push.."),
            home("com.nimbusds..", "io.tocsin.gateway.identity.."),
            home("com.typesafe..", "io.tocsin.gateway.config.."),
            home("com.fasterxml..", "io.tocsin.contract..", "io.tocsin.gateway.."),
            home("picocli..", "io.tocsin.gateway.cli")));

    @ArchTest
    static final ArchRule shouldKeepEdgesApart = CompositeArchRule.of(
            EDGES.stream().map(ArchitectureTest::meetsNoOtherEdge).toList());

    @ArchTest
    static final ArchRule shouldSeeTheEngineOnlyThroughItsPorts = noClasses()
            .that()
            .resideInAPackage("io.tocsin.gateway..")
            .and()
            .resideOutsideOfPackages("io.tocsin.gateway.node..", "io.tocsin.gateway.config..")
            .should()
            .dependOnClassesThat(resideInAPackage(ENGINE).and(not(PORTS)));

    /** Inputs and outputs are encoded by the engine's encoders alone, and definitions by the contract. */
    @ArchTest
    static final ArchRule shouldEncodeInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackages(ENGINE, "io.tocsin.contract.alert..")
            .should()
            .dependOnClassesThat(resideInAPackage(CODEC).and(describe("are encoders", ArchitectureTest::isEncoder)));

    /** The enums of the codec are the vocabulary of all; its decoders are for those who hear of outputs. */
    @ArchTest
    static final ArchRule shouldDecodeOnlyWhereOutputsAreHeard = noClasses()
            .that()
            .resideOutsideOfPackages(
                    ENGINE,
                    JOURNAL,
                    "io.tocsin.contract.alert..",
                    "io.tocsin.gateway.command..",
                    "io.tocsin.gateway.delivery..",
                    "io.tocsin.gateway.market..",
                    "io.tocsin.gateway.metrics..",
                    "io.tocsin.gateway.websocket.alert..",
                    "io.tocsin.gateway.websocket.tick..")
            .should()
            .dependOnClassesThat(resideInAPackage(CODEC).and(not(ENUMS)));

    @ArchTest
    static final ArchRule shouldHaveNoCycles =
            slices().matching("io.tocsin.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule shouldReadTheEnvironmentInOnePlace = noClasses()
            .that()
            .resideOutsideOfPackage("io.tocsin.gateway.config..")
            .should()
            .callMethodWhere(describe("it reads the environment", ArchitectureTest::readsEnvironment));

    /** What REST and WebSocket do with alerts is done once: neither reads definitions by itself. */
    @ArchTest
    static final ArchRule shouldReadDefinitionsInOnePlace = noClasses()
            .that()
            .resideInAPackage("io.tocsin.gateway..")
            .and()
            .resideOutsideOfPackage("io.tocsin.gateway.alerts..")
            .should()
            .dependOnClassesThat(describe(
                    "read definitions", type -> type.getName().equals("io.tocsin.contract.alert.AlertRequests")));

    /** No HTTP, no Netty: what the outside sees, as data. */
    @ArchTest
    static final ArchRule shouldKeepTheContractToItself = classes()
            .that()
            .resideInAPackage("io.tocsin.contract..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "io.tocsin.contract..", ENGINE, "org.agrona..", "com.fasterxml.jackson..");

    private static ArchRule home(String library, String... packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(packages)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    private static ArchRule meetsNoOtherEdge(String edge) {
        DescribedPredicate<JavaClass> otherEdge =
                resideInAnyPackage(EDGES.toArray(String[]::new)).and(not(resideInAPackage(edge)));
        return noClasses().that().resideInAPackage(edge).should().dependOnClassesThat(otherEdge);
    }

    private static boolean isEncoder(JavaClass type) {
        return type.getName().matches(".*Encoder(\\$.*)?");
    }

    private static boolean readsEnvironment(JavaMethodCall call) {
        return ENVIRONMENT.contains(
                call.getTarget().getOwner().getName() + "." + call.getTarget().getName());
    }
}
