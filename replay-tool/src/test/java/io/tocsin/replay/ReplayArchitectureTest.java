package io.tocsin.replay;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Keeps the tool to what is public of engine and journal, and to its arguments. */
@AnalyzeClasses(packages = "io.tocsin.replay", importOptions = DoNotIncludeTests.class)
class ReplayArchitectureTest {
    @ArchTest
    static final ArchRule shouldReachQueuesAndMapsOnlyThroughTheirModules = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "io.tocsin..",
                    "org.agrona..",
                    "org.slf4j..",
                    "org.jline..",
                    "picocli..",
                    "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule shouldWriteTablesWithoutKnowingOfAlerts = noClasses()
            .that()
            .resideInAPackage("io.tocsin.replay.table")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tocsin.replay", "io.tocsin.engine..", "io.tocsin.journal..");

    @ArchTest
    static final ArchRule shouldReadNoEnvironment = noClasses()
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class)
            .orShould()
            .callMethod(System.class, "getProperty", String.class, String.class);
}
