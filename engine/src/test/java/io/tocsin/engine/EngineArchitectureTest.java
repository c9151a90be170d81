package io.tocsin.engine;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/**
 * Keeps the state machine deterministic. What it may use is listed here; clocks, threads, randomness, files, the
 * environment, locales, identity hashes and floating point are not.
 */
@AnalyzeClasses(packages = "io.tocsin.engine", importOptions = DoNotIncludeTests.class)
class EngineArchitectureTest {
    private static final String CODEC = "io.tocsin.engine.codec..";

    private static final DescribedPredicate<JavaClass> STATE_MACHINE = resideInAnyPackage("io.tocsin.engine..")
            .and(resideOutsideOfPackages(
                    CODEC,
                    "io.tocsin.engine.host..",
                    "io.tocsin.engine.pipeline..",
                    "io.tocsin.engine.port..",
                    "io.tocsin.engine.projection..",
                    "io.tocsin.engine.store..",
                    "io.tocsin.engine.wire.."))
            .as("the state machine");

    /** Arrays of these count as these. */
    private static final Set<String> BASICS = Set.of(
            "boolean",
            "byte",
            "char",
            "int",
            "long",
            "short",
            "java.lang.AssertionError",
            "java.lang.AutoCloseable",
            "java.lang.CharSequence",
            "java.lang.Class", // what the assert statement asks
            "java.lang.Enum",
            "java.lang.FunctionalInterface",
            "java.lang.IllegalArgumentException",
            "java.lang.IllegalStateException",
            "java.lang.IncompatibleClassChangeError", // what a switch over an enum throws
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Math",
            "java.lang.NoSuchFieldError", // what a switch over an enum catches
            "java.lang.Object",
            "java.lang.Record",
            "java.lang.RuntimeException",
            "java.lang.String",
            "java.nio.ByteBuffer",
            "java.nio.ByteOrder",
            "java.nio.charset.Charset",
            "java.nio.charset.StandardCharsets",
            "java.util.Arrays",
            "java.util.List",
            "java.util.Objects",
            "org.agrona.BitUtil",
            "org.agrona.BufferUtil",
            "org.agrona.DirectBuffer",
            "org.agrona.MutableDirectBuffer",
            "org.agrona.UnsafeApi",
            "org.agrona.concurrent.UnsafeBuffer");

    /** Their results differ from host to host, or from run to run. */
    private static final Set<String> VARYING = Set.of(
            "java.lang.Enum.hashCode()",
            "java.lang.Math.random()",
            "java.lang.Object.hashCode()",
            "java.lang.Object.toString()",
            "java.lang.String.format(java.lang.String, [Ljava.lang.Object;)",
            "java.lang.String.formatted([Ljava.lang.Object;)",
            "java.lang.String.getBytes()",
            "java.lang.String.toLowerCase()",
            "java.lang.String.toUpperCase()");

    private static final DescribedPredicate<JavaClass> FLOATING_POINT =
            anyOf("floating point", Set.of("double", "float", "java.lang.Double", "java.lang.Float"));

    @ArchTest
    static final ArchRule shouldUseOnlyWhatIsListed = classes()
            .that(STATE_MACHINE)
            .should()
            .onlyDependOnClassesThat(STATE_MACHINE
                    .or(resideInAnyPackage(CODEC, "org.agrona.collections"))
                    .or(anyOf("the basics", BASICS)));

    @ArchTest
    static final ArchRule shouldCallNothingThatVaries = noClasses()
            .that(STATE_MACHINE)
            .should()
            .callMethodWhere(describe("the result varies", EngineArchitectureTest::varies));

    @ArchTest
    static final ArchRule shouldHoldNoFloatingPoint =
            fields().that().areDeclaredInClassesThat(STATE_MACHINE).should().notHaveRawType(FLOATING_POINT);

    @ArchTest
    static final ArchRule shouldReturnNoFloatingPoint =
            codeUnits().that().areDeclaredInClassesThat(STATE_MACHINE).should().notHaveRawReturnType(FLOATING_POINT);

    @ArchTest
    static final ArchRule shouldTakeNoFloatingPoint = codeUnits()
            .that()
            .areDeclaredInClassesThat(STATE_MACHINE)
            .should()
            .notHaveRawParameterTypes(anyElementThat(FLOATING_POINT));

    private static boolean varies(JavaMethodCall call) {
        return call.getTarget()
                .resolveMember()
                .map(method -> VARYING.contains(method.getFullName()))
                .orElse(false);
    }

    private static DescribedPredicate<JavaClass> anyOf(String description, Set<String> names) {
        return describe(
                description, type -> names.contains(type.getBaseComponentType().getName()));
    }
}
