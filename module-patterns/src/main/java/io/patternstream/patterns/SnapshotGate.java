/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges whether a snapshot is fit to explain with: enough samples, few degenerate neurons, all values finite, and
 * {@code w . a = 1} for every neuron that is not degenerate. Immutable, thread-safe.
 */
public final class SnapshotGate {
    /** Rounding patterns to float32 moves w . a by up to 6e-8 of the sum of |w_i a_i|; this leaves a factor of 15. */
    private static final double TOLERANCE = 1e-6;

    private final Map<LayerId, LayerWeights> layers;
    private final long minimumSamples;
    private final double degenerateShare;

    private SnapshotGate(Map<LayerId, LayerWeights> layers, long minimumSamples, double degenerateShare) {
        this.layers = layers;
        this.minimumSamples = minimumSamples;
        this.degenerateShare = degenerateShare;
    }

    /** What is wrong with a snapshot. */
    public enum Fault {
        /** It was learned from too few images. */
        TOO_FEW_SAMPLES,
        /** The images did not determine the patterns of too many neurons. */
        DEGENERATE,
        /** A pattern has NaN or infinite values. */
        NON_FINITE,
        /** A pattern does not reproduce its neuron's output: {@code w . a} is not 1. */
        NOT_NORMALISED
    }

    /**
     * One reason to refuse a snapshot.
     *
     * @param fault the kind
     * @param detail where, and the offending value
     */
    public record Reason(Fault fault, String detail) {}

    /**
     * Creates a gate.
     *
     * @param layers the model's layers with weights
     * @param minimumSamples number of images below which a snapshot is refused
     * @param degenerateShare share of degenerate neurons, 0 to 1, in the patterns that explain, above which it is refused
     * @return the gate
     */
    public static SnapshotGate create(List<LayerWeights> layers, long minimumSamples, double degenerateShare) {
        return new SnapshotGate(
                layers.stream().collect(Collectors.toUnmodifiableMap(LayerWeights::id, Function.identity())),
                minimumSamples,
                degenerateShare);
    }

    /**
     * Judges a snapshot of the gate's model.
     *
     * @param snapshot its patterns, of the shapes of the gate's layers
     * @return why it is refused, at most one reason per layer and regime; empty if it is fit
     */
    public List<Reason> judge(PatternSnapshot snapshot) {
        List<Reason> reasons = new ArrayList<>();
        double samples = snapshot.provenance().effectiveSamples();
        if (samples < minimumSamples) {
            reasons.add(new Reason(
                    Fault.TOO_FEW_SAMPLES,
                    "learned from "
                            + (samples == snapshot.provenance().samples()
                                    ? Long.toString(snapshot.provenance().samples())
                                    : String.format(Locale.ROOT, "as much as %.1f", samples))
                            + " images, " + minimumSamples + " are needed"));
        }
        degenerate(snapshot).ifPresent(reasons::add);
        for (LayerPattern pattern : snapshot.patterns()) {
            LayerWeights layer = layers.get(pattern.layer());
            if (layer != null) {
                judge(pattern, layer.weights()).ifPresent(reasons::add);
            }
        }
        return reasons;
    }

    private Optional<Reason> degenerate(PatternSnapshot snapshot) {
        long neurons = 0;
        long degenerate = 0;
        for (LayerWeights layer : layers.values()) {
            LayerPattern pattern = snapshot.pattern(layer.id(), layer.regime()).orElse(null);
            if (pattern != null) {
                neurons += pattern.shape().dimension(0);
                degenerate += pattern.degenerate().size();
            }
        }
        return degenerate > degenerateShare * neurons
                ? Optional.of(new Reason(
                        Fault.DEGENERATE,
                        degenerate + " of " + neurons + " neurons are degenerate, a share of " + degenerateShare
                                + " is allowed"))
                : Optional.empty();
    }

    private static Optional<Reason> judge(LayerPattern pattern, Tensor weights) {
        String name = pattern.layer() + "/" + pattern.regime().key();
        Set<Integer> degenerate = Set.copyOf(pattern.degenerate());
        int neurons = pattern.shape().dimension(0);
        int inputs = pattern.shape().elementCount() / Math.max(neurons, 1);
        for (int o = 0; o < neurons; o++) {
            double product = 0;
            double magnitude = 0;
            for (int i = o * inputs; i < (o + 1) * inputs; i++) {
                product += weights.at(i) * pattern.at(i);
                magnitude += Math.abs(weights.at(i) * pattern.at(i));
            }
            if (!Double.isFinite(magnitude)) {
                return Optional.of(new Reason(Fault.NON_FINITE, name + " neuron " + o));
            }
            if (!degenerate.contains(o) && Math.abs(product - 1) > TOLERANCE * (1 + magnitude)) {
                return Optional.of(new Reason(Fault.NOT_NORMALISED, name + " neuron " + o + ": w.a = " + product));
            }
        }
        return Optional.empty();
    }
}
