/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.reference.ReferenceKernels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Runs the reference backend and keeps its float64 results. */
final class Maps {
    private final Map<String, double[]> maps = new HashMap<>();
    private final Map<String, List<Conservation>> conservation = new HashMap<>();
    private double[] logits = {};

    static Maps explain(Model model, Tensor input, List<String> methods, Target target, @Nullable StartValue start) {
        return explain(model, input, methods, target, start, randomPatterns(model, 7));
    }

    static Maps explain(
            Model model,
            Tensor input,
            List<String> methods,
            Target target,
            @Nullable StartValue start,
            PatternSnapshot patterns) {
        Maps result = new Maps();
        List<Target> targets = Collections.nCopies(input.shape().dimension(0), target);
        try (Attributor attributor = Attributor.create(
                model.network(),
                model.description(),
                model.layers(),
                new ReferenceKernels(),
                () -> Optional.of(patterns))) {
            attributor.explain(ExplainRequest.of(input, methods, targets, start), result.new Keeping());
        }
        return result;
    }

    double[] map(String method) {
        return maps.get(method);
    }

    /** One per sample; empty for methods that do not share the explained value out. */
    List<Conservation> conservation(String method) {
        return conservation.get(method);
    }

    /** The map where there is one. */
    double[] only() {
        return maps.values().iterator().next();
    }

    double[] logits() {
        return logits;
    }

    /** The layers' own weights as patterns, in both regimes. */
    static PatternSnapshot weightsAsPatterns(Model model) {
        return patterns(model, weight -> weight);
    }

    static PatternSnapshot onesAsPatterns(Model model) {
        return patterns(model, weight -> 1);
    }

    static PatternSnapshot randomPatterns(Model model, long seed) {
        Random random = new Random(seed);
        return patterns(model, weight -> weight + random.nextGaussian());
    }

    private static PatternSnapshot patterns(Model model, DoubleUnaryOperator ofWeight) {
        List<LayerPattern> patterns = new ArrayList<>();
        model.network().nodes().forEach(node -> {
            if (node.operation() instanceof Operation.Linear linear) {
                for (Regime regime : List.of(Regime.LINEAR, Regime.POSITIVE)) {
                    double[] values = Arrays.stream(linear.weights().toArray())
                            .map(ofWeight)
                            .toArray();
                    LayerId layer = new LayerId(node.name());
                    patterns.add(
                            new LayerPattern(layer, regime, linear.weights().shape(), values));
                }
            }
        });
        PatternSnapshot.Provenance provenance =
                new PatternSnapshot.Provenance("", List.of(), 0, Map.of(), Instant.EPOCH);
        return new PatternSnapshot(new SnapshotId("made-up"), provenance, patterns);
    }

    private final class Keeping implements Attributor.Sink {
        @Override
        public void logits(Tensor rounded, Values values) {
            logits = values.exact();
        }

        @Override
        public void attribution(Attributor.Result result, Values values) {
            maps.put(result.method(), values.exact());
            conservation.put(result.method(), result.conservation());
        }
    }
}
