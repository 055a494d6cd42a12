/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.golden.SharedFolder;
import io.patternstream.engine.verify.Finding;
import io.patternstream.engine.verify.Finding.Verdict;
import io.patternstream.engine.verify.Verification;
import io.patternstream.patterns.PatternFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code verify} does: the invariants hold in float32 on ND4J, on real and on random networks. */
class VerifiedModelsTest {

    @Test
    void theBundledModelIsRight() {
        assertRight(Model.load(Path.of("..", "demo", "fashion-mnist-cnn.zip")), Optional.empty(), 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1_mlp",
                "v2_plain_cnn",
                "v3_strided_dilated_grouped",
                "v4_batchnorm_cnn",
                "v5_residual",
                "v6_fire",
                "v8_avgpool_even_kernel",
                "v10_cifar10_real"
            })
    void goldenModelsWithTheirPatternsAreRight(String name) {
        Model model = Model.load(SharedFolder.require("goldens/" + name + "/model.onnx"));
        PatternSnapshot patterns = PatternFile.read(
                SharedFolder.require("goldens/" + name + "/patterns.npz"), model.description(), model.layers());
        assertRight(model, Optional.of(patterns), 3);
    }

    @Test
    void aModelWithClippedActivationsIsRightWhereItCanBeChecked() {
        Model model = Model.load(SharedFolder.require("goldens/v7_relu6_depthwise/model.onnx"));
        List<Finding> findings = assertRight(model, Optional.empty(), 3);
        assertThat(findings)
                .filteredOn(finding -> finding.invariant() == 18)
                .singleElement()
                .satisfies(finding -> assertThat(finding.note()).contains("(Clip)"));
    }

    private static List<Finding> assertRight(Model model, Optional<PatternSnapshot> patterns, int count) {
        // Given
        Tensor images = Verification.randomImages(model.description().input(), count, 1);
        Verification verification = Verification.of(
                model, (opened, source) -> Engine.open(opened, EngineOptions.of("nd4j"), source), patterns);

        // When
        List<Finding> findings = verification.run(images, finding -> {});

        // Then
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.FAILED)
                .isEmpty();
        assertThat(findings)
                .filteredOn(finding -> finding.verdict() == Verdict.OK)
                .hasSizeGreaterThan(findings.size() / 2);
        return findings;
    }
}
