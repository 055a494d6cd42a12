/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.spi.Backend;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every backend's statistics, merged over uneven batches, must give the golden patterns: to 1e-8 in float64, else to what
 * each case states for a float32 forward pass. Neurons that the case calls ill-conditioned are skipped, as are constant ones,
 * whose pattern is 0/0 in exact arithmetic.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class MomentsContract {
    private static final int BATCH = 64;

    /** {@return the backend} */
    protected abstract Backend backend();

    /** {@return whether the backend computes in float64} */
    protected abstract boolean isFloat64();

    /** {@return the cases to run; v10 has 500 real images} */
    protected Stream<String> cases() {
        return GoldenCase.namesWithAllRegimes();
    }

    @ParameterizedTest
    @MethodSource("cases")
    final void mergedMomentsGiveTheReferencePatterns(String name) {
        // Given
        GoldenCase golden = GoldenCase.read(name);
        Map<String, double[]> weights = weights(golden.model());

        // When
        Map<String, PatternEstimates> estimates = observed(golden);

        // Then
        PatternSnapshot expected = golden.patterns().orElseThrow();
        assertThat(expected.patterns()).hasSizeGreaterThanOrEqualTo(estimates.size());
        for (LayerPattern pattern : expected.patterns()) {
            String layer = pattern.layer().name();
            assertMatches(golden, pattern, estimates.get(layer), weights.get(layer));
        }
    }

    private Map<String, PatternEstimates> observed(GoldenCase golden) {
        Map<String, PatternEstimates> estimates = new HashMap<>();
        golden.model().layers().forEach(layer -> {
            Shape shape = layer.weights().shape();
            estimates.put(
                    layer.id().name(),
                    PatternEstimates.empty(shape.dimension(0), shape.inner().elementCount()));
        });
        Engine engine = Engine.open(golden.model(), backend(), Optional::empty);
        try (ActivationSource source = engine.newActivationSource()) {
            for (Tensor batch : batches(golden.data())) {
                source.observe(
                        batch, moments -> estimates.get(moments.layer().name()).add(moments));
            }
        }
        return estimates;
    }

    private void assertMatches(GoldenCase golden, LayerPattern expected, PatternEstimates estimates, double[] weights) {
        Regime regime = expected.regime();
        JsonNode facts = facts(golden, expected);
        List<Integer> skipped = new ArrayList<>(integers(facts.get("ill_conditioned")));
        skipped.addAll(integers(facts.get("never_active_or_constant")));
        JsonNode patterns = golden.json().get("patterns");
        double tolerance = isFloat64()
                ? patterns.get("tolerance_float64").asDouble()
                : patterns.get("tolerance_float32_forward").get(regime.key()).asDouble();
        int neurons = expected.shape().dimension(0);
        int inputs = expected.shape().inner().elementCount();
        double[] values = expected.toArray();
        for (int o = 0; o < neurons; o++) {
            if (!skipped.contains(o)) {
                double[] w = Arrays.copyOfRange(weights, o * inputs, (o + 1) * inputs);
                double[] reference = Arrays.copyOfRange(values, o * inputs, (o + 1) * inputs);
                double[] got = estimates.pattern(o, regime, w);
                assertThat(Deviation.of(got, reference, 0, inputs).max())
                        .as("%s %s/%s neuron %d", golden, expected.layer(), regime.key(), o)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    private static JsonNode facts(GoldenCase golden, LayerPattern pattern) {
        for (JsonNode layer : golden.json().get("patterns").get("layers")) {
            if (layer.get("key").asText().equals(pattern.layer().name())) {
                return layer.get("regimes").get(pattern.regime().key());
            }
        }
        throw new AssertionError(golden + " does not describe " + pattern.layer());
    }

    private static List<Integer> integers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }

    private static Map<String, double[]> weights(Model model) {
        Map<String, double[]> weights = new HashMap<>();
        model.network().nodes().forEach(node -> {
            if (node.operation() instanceof Operation.Linear linear) {
                weights.put(node.name(), linear.weights().toArray());
            }
        });
        return weights;
    }

    private static List<Tensor> batches(Tensor data) {
        List<Tensor> batches = new ArrayList<>();
        int samples = data.shape().dimension(0);
        for (int from = 0; from < samples; from += BATCH) {
            List<Tensor> batch = new ArrayList<>();
            for (int n = from; n < Math.min(from + BATCH, samples); n++) {
                batch.add(data.slice(n));
            }
            batches.add(Tensor.stack(batch));
        }
        return batches;
    }
}
