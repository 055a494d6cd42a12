/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.attribution.Attributor;
import io.patternstream.engine.attribution.Values;
import io.patternstream.engine.spi.Backend;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every backend must reproduce the golden maps. A subclass names its backend, and which tolerances apply: those that each case states for float32, or 1e-9 for float64 (1e-6 where the reference itself is kept
 * in float32), as the goldens' README has them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GoldenContract {
    private static final String LOGITS = "logits";

    /** {@return a provider of kernels or of a compiler} */
    protected abstract Backend backend();

    /** {@return whether the backend computes in float64} */
    protected abstract boolean isFloat64();

    /** {@return the cases to run; v11 is a whole SqueezeNet} */
    protected Stream<String> cases() {
        return GoldenCase.names();
    }

    @ParameterizedTest
    @MethodSource("cases")
    final void mapsAndLogitsMatchTheReference(String name) {
        // Given
        GoldenCase golden = GoldenCase.read(name);
        assertThat(golden.methods()).contains("gradient", "deconvnet", "guided", "lrp.z", "lrp.gamma");

        // When
        Map<String, double[]> results = explained(golden);

        // Then
        assertMatches(golden, LOGITS, results.get(LOGITS), golden.array("logits.npy"));
        for (String method : golden.methods()) {
            assertMatches(
                    golden,
                    method,
                    results.get(GoldenCase.engineName(method)),
                    golden.array("methods/" + method + ".npy"));
        }
    }

    private Map<String, double[]> explained(GoldenCase golden) {
        Map<String, double[]> results = new LinkedHashMap<>();
        Model model = golden.model();
        try (Attributor attributor =
                Opened.on(backend(), model.network(), model.description(), model.layers(), golden::patterns)) {
            ExplainRequest request = ExplainRequest.of(
                    golden.input(),
                    golden.methods().stream().map(GoldenCase::engineName).toList(),
                    golden.targets());
            attributor.explain(request, new Attributor.Sink() {
                @Override
                public void logits(Tensor rounded, Values values) {
                    results.put(LOGITS, values.exact());
                }

                @Override
                public void attribution(Attributor.Result result, Values values) {
                    results.put(result.method(), values.exact());
                }
            });
        }
        return results;
    }

    private void assertMatches(GoldenCase golden, String what, double[] got, NpyArray reference) {
        double[] expected = reference.doubles();
        assertThat(got).as("%s %s", golden, what).hasSameSizeAs(expected);
        int samples = reference.shape().dimension(0);
        int size = expected.length / samples;
        for (int n = 0; n < samples; n++) {
            Deviation deviation = Deviation.of(got, expected, n * size, size);
            String label = golden + " " + what + " sample " + n + ": " + deviation;
            assertThat(deviation.max()).as(label).isLessThanOrEqualTo(tolerance(golden, what, "max"));
            assertThat(deviation.l2()).as(label).isLessThanOrEqualTo(tolerance(golden, what, "l2"));
        }
    }

    private double tolerance(GoldenCase golden, String what, String norm) {
        if (LOGITS.equals(what)) {
            return isFloat64()
                    ? 1e-9
                    : golden.json().get(LOGITS).get("tolerance_float32").asDouble();
        }
        JsonNode method = golden.json().get("methods").get(what);
        if (isFloat64()) {
            return "float32".equals(method.get("dtype").asText()) ? 1e-6 : 1e-9;
        }
        return method.get("tolerance_float32").get(norm).asDouble();
    }
}
