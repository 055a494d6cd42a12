/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows of ARCHITECTURE.md. */
@AnalyzeClasses(
        packages = "io.patternstream",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
    /** The engine's tests come as a jar, since other modules build on them. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String STREAM = "io.patternstream.stream..";
    private static final String[] TRANSPORT = {"io.vertx..", "org.apache.kafka..", "io.micrometer..", "io.netty.."};

    @ArchTest
    static final ArchRule apiUsesOnlyTheJdkAndJspecify = classes()
            .that()
            .resideInAPackage("io.patternstream.api..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.patternstream.api..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule engineSeesNeitherPatternsNorStream = noClasses()
            .that()
            .resideInAPackage("io.patternstream.engine..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.patternstream.patterns..", STREAM);

    @ArchTest
    static final ArchRule patternsSeeNeitherEngineNorStream = noClasses()
            .that()
            .resideInAPackage("io.patternstream.patterns..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.patternstream.engine..", STREAM);

    @ArchTest
    static final ArchRule evaluationSeesTheApiOnly = classes()
            .that()
            .resideInAPackage("io.patternstream.evaluation..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.patternstream.evaluation..",
                    "io.patternstream.api..",
                    "java..",
                    "org.ejml..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule engineAndPatternsKnowNoTransport = noClasses()
            .that()
            .resideInAnyPackage("io.patternstream.engine..", "io.patternstream.patterns..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRANSPORT);

    @ArchTest
    static final ArchRule pipelineIsPlainJava = noClasses()
            .that()
            .resideInAPackage("io.patternstream.stream.pipeline..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TRANSPORT);

    @ArchTest
    static final ArchRule onlyTheKafkaPackageAndTheClientMetersKnowKafka = noClasses()
            .that()
            .resideInAPackage(STREAM)
            .and()
            .resideOutsideOfPackages(
                    "io.patternstream.stream.kafka..",
                    "io.patternstream.stream.metrics..",
                    "io.patternstream.stream.demo..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "io.vertx.kafka..");

    @ArchTest
    static final ArchRule onlyTheCompositionRootNamesEngineAndPatterns = noClasses()
            .that()
            .resideInAPackage(STREAM)
            .and()
            .resideOutsideOfPackages(
                    "io.patternstream.stream.app..",
                    "io.patternstream.stream.cli..",
                    "io.patternstream.stream.profile..",
                    "io.patternstream.stream.dataset..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.patternstream.engine..", "io.patternstream.patterns..");

    @ArchTest
    static final ArchRule onlyTheAdapterKnowsDl4j = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.patternstream.engine.dl4j..", "io.patternstream.engine.nd4j..", "io.patternstream.examples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco.openblas..");

    @ArchTest
    static final ArchRule onlyItsAdapterKnowsOnednn = noClasses()
            .that()
            .resideOutsideOfPackage("io.patternstream.engine.onednn..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco.dnnl..", "com.sun.jna..");

    @ArchTest
    static final ArchRule onlyBackendsKnowNativeCode = noClasses()
            .that()
            .resideOutsideOfPackages("io.patternstream.engine.onednn..", "io.patternstream.engine.nd4j..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule restOfTheEngineDoesNotKnowItsBackends = noClasses()
            .that()
            .resideInAPackage("io.patternstream..")
            .and()
            .resideOutsideOfPackage("io.patternstream.engine.onednn..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.patternstream.engine.onednn..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.patternstream.(**)").should().beFreeOfCycles();
}
