/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.attribution.Attributor;
import io.patternstream.engine.attribution.Values;
import io.patternstream.engine.golden.Opened;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.Backend;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ONNX operators compute, on a backend. ONNX's own backend node tests of every operator that is read must pass, except
 * those that are out of reach for the reasons listed in {@link NodeCases}; and {@link RuntimeCases}. A subclass names its backend.
 */
public abstract class OnnxContract {
    /** What was reached with version 1.12.0 of the tests; never let it fall. */
    private static final int REACHED = 264;

    /** {@return a provider of kernels or of a compiler} */
    protected abstract Backend backend();

    @Test
    final void everyNodeTestOfAnOperatorThatIsReadPasses() {
        // Given
        NodeCases tests = NodeCases.find();
        List<String> passed = new ArrayList<>();
        List<String> failed = new ArrayList<>();

        // When
        for (NodeCase test : tests.within()) {
            try {
                assertPasses(test);
                passed.add(test.name());
            } catch (AssertionError | RuntimeException e) {
                failed.add(test.name() + ": " + e.getMessage());
            }
        }

        // Then
        System.out.println(tests.report(passed.size()));
        assertThat(failed).isEmpty();
        assertThat(passed.size()).isGreaterThanOrEqualTo(REACHED);
    }

    @ParameterizedTest
    @MethodSource("io.patternstream.engine.onnx.RuntimeCases#all")
    final void operatorsGiveWhatOnnxRuntimeGives(String name, NodeCase.Run run) {
        assertMatches(name, run, 1e-5);
    }

    private void assertPasses(NodeCase test) {
        for (NodeCase.Run run : CaseForm.runs(test)) {
            assertMatches(test.name(), run, tolerance(test));
        }
    }

    private void assertMatches(String name, NodeCase.Run run, double tolerance) {
        double[] got = forward(run.network(), run.input());
        assertThat(got).as(name).hasSameSizeAs(run.expected());
        for (int i = 0; i < got.length; i++) {
            boolean same = Double.compare(got[i], run.expected()[i]) == 0; // infinities and NaN too
            double error = Math.abs(got[i] - run.expected()[i]) / Math.max(1, Math.abs(run.expected()[i]));
            assertThat(same ? 0 : error)
                    .as("%s: %s instead of %s at %s", name, got[i], run.expected()[i], i)
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    /** The expected values are float32; casts to narrower kinds round them, which the engine does not. */
    private static double tolerance(NodeCase test) {
        if (test.name().contains("_to_BFLOAT16")) {
            return 0x1p-8;
        }
        return test.name().contains("_to_FLOAT16") ? 0x1p-10 : 1e-5;
    }

    private double[] forward(Network network, Tensor input) {
        List<double[]> results = new ArrayList<>();
        ModelDescription description = new ModelDescription(
                "test",
                "0".repeat(64),
                network.inputShape(),
                network.outputShape().elementCount(),
                Head.NONE,
                List.of());
        try (Attributor attributor = Opened.on(backend(), network, description, List.of(), Optional::empty)) {
            List<Target> targets = Collections.nCopies(input.shape().dimension(0), new Target.ClassIndex(0));
            attributor.explain(ExplainRequest.of(input, List.of("random"), targets), new Attributor.Sink() {
                @Override
                public void logits(Tensor rounded, Values values) {
                    results.add(values.exact());
                }

                @Override
                public void attribution(Attributor.Result result, Values values) {
                    // only the forward pass is compared
                }
            });
        }
        return results.get(0);
    }
}
