/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.explain.StartValue;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import io.patternstream.engine.verify.Check.Measurement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** That patterns are this model's, and that methods use them as they use weights. Stateless. */
final class PatternChecks {
    private static final String NONE = "no pattern file was given";

    private PatternChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(33, "the patterns fit the model's hash and shapes", Check.EXACT, PatternChecks::fit),
                new Check(1, "w.a = 1 for every neuron that is not degenerate", 1e-5, PatternChecks::products),
                new Check(14, "patternnet with weights as patterns is the gradient", 1e-6, PatternChecks::weights),
                new Check(14, "patternattribution with patterns of ones is the gradient", 1e-6, PatternChecks::ones),
                new Check(23, "patternattribution and closed units add up to the logit", 1e-3, PatternChecks::closure));
    }

    private static Measurement fit(Subject subject) {
        if (subject.patterns().isEmpty()) {
            return Measurement.notApplicable(NONE);
        }
        PatternSnapshot snapshot = subject.patterns().get();
        String hash = snapshot.provenance().modelSha256();
        int wrong = 0;
        String first = "";
        if (!hash.isEmpty() && !hash.equals(subject.model().description().sha256())) {
            wrong++;
            first = "hash " + hash;
        }
        for (LayerWeights layer : subject.model().layers()) {
            Optional<LayerPattern> pattern = snapshot.pattern(layer.id(), layer.regime());
            boolean fits = pattern.filter(
                            found -> found.shape().equals(layer.weights().shape()) && finite(found))
                    .isPresent();
            wrong += fits ? 0 : 1;
            first = fits || !first.isEmpty() ? first : "layer '" + layer.id().name() + "'";
        }
        return Measurement.of(wrong, first);
    }

    private static boolean finite(LayerPattern pattern) {
        return Arrays.stream(pattern.toArray()).allMatch(Double::isFinite);
    }

    /** Relative to the products' magnitudes, which rounding is relative to. */
    private static Measurement products(Subject subject) {
        if (subject.patterns().isEmpty()) {
            return Measurement.notApplicable(NONE);
        }
        Map<LayerId, LayerWeights> layers = new HashMap<>();
        subject.model().layers().forEach(layer -> layers.put(layer.id(), layer));
        Measurement worst = Measurement.of(0, "");
        for (LayerPattern pattern : subject.patterns().get().patterns()) {
            LayerWeights layer = layers.get(pattern.layer());
            if (layer != null && layer.weights().shape().equals(pattern.shape())) {
                worst = worst.or(Measurement.of(
                        deviation(pattern, layer.weights()),
                        "layer '" + pattern.layer().name() + "', "
                                + pattern.regime().key()));
            }
        }
        return worst;
    }

    private static double deviation(LayerPattern pattern, Tensor weights) {
        int inputs = pattern.shape().inner().elementCount();
        double worst = 0;
        for (int o = 0; o < pattern.shape().dimension(0); o++) {
            double product = 0;
            double size = 1;
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                double term = weights.at(i) * pattern.at(i);
                product += term;
                size += Math.abs(term);
            }
            if (!pattern.degenerate().contains(o)) {
                worst = Math.max(worst, Math.abs(product - 1) / size);
            }
        }
        return worst;
    }

    private static Measurement weights(Subject subject) {
        return replaced(subject, "patternnet", layer -> {
            double[] values = new double[layer.weights().shape().elementCount()];
            Arrays.setAll(values, i -> layer.weights().at(i));
            return values;
        });
    }

    private static Measurement ones(Subject subject) {
        return replaced(subject, "patternattribution", layer -> {
            double[] values = new double[layer.weights().shape().elementCount()];
            Arrays.fill(values, 1);
            return values;
        });
    }

    private static Measurement replaced(Subject subject, String method, Function<LayerWeights, double[]> values) {
        Tensor gradient = subject.map(subject.images(), "gradient", subject.target(), StartValue.ONE);
        Tensor map = subject.with(
                snapshot(subject.model(), values),
                () -> subject.map(subject.images(), method, subject.target(), StartValue.ONE));
        return Measurement.of(Distance.of(map, gradient), method);
    }

    private static PatternSnapshot snapshot(Model model, Function<LayerWeights, double[]> values) {
        List<LayerPattern> patterns = new ArrayList<>();
        for (LayerWeights layer : model.layers()) {
            patterns.add(
                    new LayerPattern(layer.id(), layer.regime(), layer.weights().shape(), values.apply(layer)));
        }
        PatternSnapshot.Provenance made =
                new PatternSnapshot.Provenance(model.description().sha256(), List.of(), 0, Map.of(), Instant.EPOCH);
        return new PatternSnapshot(new SnapshotId("verify"), made, patterns);
    }

    private static Measurement closure(Subject subject) {
        if (subject.patterns().isEmpty()) {
            return Measurement.notApplicable(NONE);
        }
        Optional<String> obstacle = Obstacle.toClosure(subject.model().network());
        if (obstacle.isPresent()) {
            return Measurement.notApplicable("the model has " + obstacle.get());
        }
        Optional<LayerWeights> degenerate = subject.model().layers().stream()
                .filter(layer -> subject.patterns()
                        .flatMap(snapshot -> snapshot.pattern(layer.id(), layer.regime()))
                        .filter(pattern -> !pattern.degenerate().isEmpty())
                        .isPresent())
                .findFirst();
        if (degenerate.isPresent()) {
            return Measurement.notApplicable("layer '" + degenerate.get().id().name() + "' has degenerate neurons");
        }
        return Measurement.of(RelevanceChecks.residual(subject, "patternattribution"), "patternattribution");
    }
}
