/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.engine.graph.Node;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.rule.Descent;
import io.patternstream.engine.spi.Coefficients;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that carry relevance down: the plan's own weights, or those of the current pattern snapshot, prepared at
 * first use and dropped when another snapshot comes. Belongs to one thread.
 *
 * @param <A> the backend's array
 */
final class PatternKernels<A> implements AutoCloseable {
    private final Plan<A> plan;
    private final ModelDescription model;
    private final Map<String, Regime> regimes = new HashMap<>();
    private final Map<Descent, LayerKernels<A>> prepared = new EnumMap<>(Descent.class);
    private @Nullable PatternSnapshot current;

    PatternKernels(Plan<A> plan, ModelDescription model, List<LayerWeights> layers) {
        this.plan = plan;
        this.model = model;
        layers.forEach(layer -> regimes.put(layer.id().name(), layer.regime()));
    }

    /** Kernels of a descent that needs patterns. */
    LayerKernels<A> of(Descent descent, PatternSnapshot snapshot) {
        if (snapshot != current) {
            close();
            requireOurs(snapshot);
            current = snapshot;
        }
        return prepared.computeIfAbsent(
                descent,
                key -> LayerKernels.of(
                        plan.network(),
                        plan.kernels(),
                        (position, linear) -> coefficients(key, snapshot, position, linear)));
    }

    @Override
    public void close() {
        prepared.values().forEach(LayerKernels::close);
        prepared.clear();
        current = null;
    }

    private Coefficients coefficients(
            Descent descent, PatternSnapshot snapshot, int position, Operation.Linear linear) {
        Node node = plan.network().node(position);
        Regime regime = regimes.getOrDefault(node.name(), Regime.LINEAR);
        LayerPattern pattern = snapshot.pattern(new LayerId(node.name()), regime)
                .orElseThrow(() ->
                        unusable(snapshot, "have none for layer '" + node.name() + "' in regime " + regime.key()));
        if (!pattern.shape().equals(linear.weights().shape())) {
            throw unusable(
                    snapshot,
                    "have the shape " + pattern.shape() + " for layer '" + node.name() + "', whose weights are "
                            + linear.weights().shape());
        }
        return new PatternCoefficients(position, linear, pattern, descent);
    }

    private void requireOurs(PatternSnapshot snapshot) {
        String hash = snapshot.provenance().modelSha256();
        if (!hash.isEmpty() && !hash.equals(model.sha256())) {
            throw unusable(snapshot, "were made for another model, of hash " + hash + " instead of " + model.sha256());
        }
    }

    private ExplainException unusable(PatternSnapshot snapshot, String why) {
        return new ExplainException(
                ErrorType.PATTERNS_UNAVAILABLE,
                "patterns " + snapshot.id() + " do not fit model '" + model.name() + "': they " + why
                        + "; compute them with this model");
    }
}
