/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.StartValue;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.rule.Composite;
import io.patternstream.engine.spi.Kernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs passes down from one forward pass. One use, inside the scope of that pass.
 *
 * @param <A> the backend's array
 */
final class Passes<A> {
    private final Plan<A> plan;
    private final LayerSteps<A> steps;
    private final List<A> outputs;
    private final @Nullable PatternSnapshot snapshot;
    private final Map<Composite, Map<Integer, LayerStep<A>>> ready = new HashMap<>();

    /**
     * Prepares it.
     *
     * @param plan the network
     * @param steps what happens at layers with weights
     * @param outputs of every node, from the forward pass
     * @param snapshot the active patterns; null where no pass needs any
     */
    Passes(Plan<A> plan, LayerSteps<A> steps, List<A> outputs, @Nullable PatternSnapshot snapshot) {
        this.plan = plan;
        this.steps = steps;
        this.outputs = outputs;
        this.snapshot = snapshot;
    }

    /** The output of one node. */
    A output(int position) {
        return outputs.get(position);
    }

    /**
     * Runs one.
     *
     * @param pass which
     * @param signs of the explained logits, {@code [N, K]}
     */
    Result<A> run(Pass pass, A signs) {
        Kernels<A> kernels = plan.kernels();
        A logits = outputs.get(plan.network().output());
        A top = pass.start() == StartValue.ONE ? signs : kernels.multiply(logits, signs);
        if (!pass.conserves()) {
            return new Result<>(explain(pass, top, Ledger.none()), null);
        }
        Accounts<A> accounts = new Accounts<>(kernels, pass.composite().attributesBySignal());
        accounts.start(pass.timesInput() ? kernels.multiply(logits, top) : top);
        A values = explain(pass, top, accounts);
        accounts.close(values);
        return new Result<>(values, accounts);
    }

    private A explain(Pass pass, A top, Ledger<A> ledger) {
        Composite composite = pass.composite();
        Map<Integer, LayerStep<A>> layers = ready.computeIfAbsent(composite, key -> steps.of(key, snapshot));
        A r = new BackwardPass<>(plan, composite, layers, outputs, ledger).run(top, pass.last());
        return pass.timesInput() ? plan.kernels().multiply(outputs.get(0), r) : r;
    }

    /**
     * What a pass came to.
     *
     * @param values shaped like the output of the pass's last node
     * @param accounts null where the pass keeps none
     */
    record Result<A>(A values, @Nullable Accounts<A> accounts) {}
}
