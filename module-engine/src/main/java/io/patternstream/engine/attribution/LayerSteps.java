/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.rule.Composite;
import io.patternstream.engine.rule.LayerRule;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prepares what relevance does at layers with weights, at first use, and keeps it: rules are shared by the methods that use
 * them. Of LRP rules those used last are kept, so that freely chosen parameters do not fill the memory. Belongs to one thread;
 * closing frees what was prepared.
 *
 * @param <A> the backend's array
 */
final class LayerSteps<A> implements AutoCloseable {
    private static final int KEPT_RULES = 12;
    private static final float LOAD_FACTOR = 0.75f;

    private final Plan<A> plan;
    private final PatternKernels<A> patterns;
    private final Map<LayerRule.Propagation, Map<Integer, PropagationStep<A>>> prepared =
            new LinkedHashMap<>(2 * KEPT_RULES, LOAD_FACTOR, true);

    LayerSteps(Plan<A> plan, ModelDescription model, List<LayerWeights> layers) {
        this.plan = plan;
        this.patterns = new PatternKernels<>(plan, model, layers);
    }

    /** Forgets the rules that were not used for longest. Steps handed out before must not be used any more. */
    void trim() {
        Iterator<Map<Integer, PropagationStep<A>>> eldest = prepared.values().iterator();
        for (int i = prepared.size(); i > KEPT_RULES; i--) {
            eldest.next().values().forEach(PropagationStep::close);
            eldest.remove();
        }
    }

    /**
     * The step of every layer with weights, by its position; for the passes of one batch, inside its scope.
     *
     * @param composite chooses the rules
     * @param snapshot the active patterns; null where the composite needs none
     */
    Map<Integer, LayerStep<A>> of(Composite composite, @Nullable PatternSnapshot snapshot) {
        Network network = plan.network();
        Map<Integer, LayerStep<A>> steps = new HashMap<>();
        for (int i = 0; i < network.nodes().size(); i++) {
            if (network.node(i).operation() instanceof Operation.Linear) {
                steps.put(i, step(i, composite.rule(network, network.node(i)), snapshot));
            }
        }
        return steps;
    }

    @Override
    public void close() {
        prepared.values().forEach(steps -> steps.values().forEach(PropagationStep::close));
        prepared.clear();
        patterns.close();
    }

    private LayerStep<A> step(int position, LayerRule rule, @Nullable PatternSnapshot snapshot) {
        if (rule instanceof LayerRule.Propagation propagation) {
            return prepared.computeIfAbsent(propagation, key -> new HashMap<>())
                    .computeIfAbsent(position, key -> PropagationStep.prepare(plan, key, propagation))
                    .forBatch();
        }
        LayerRule.Chain chain = (LayerRule.Chain) rule;
        LayerKernels<A> kernels = chain.descent().needsPatterns()
                ? patterns.of(chain.descent(), Objects.requireNonNull(snapshot))
                : plan.weights();
        Operation.Linear layer =
                (Operation.Linear) plan.network().node(position).operation();
        double[] bias = Ledger.bias(layer.bias().toArray());
        return (h, z, r, ledger) -> {
            ledger.shared(r, z, 0, bias);
            return kernels.at(position).transpose(r);
        };
    }
}
