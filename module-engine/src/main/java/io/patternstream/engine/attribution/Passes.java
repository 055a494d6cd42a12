/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.rule.Composite;
import io.patternstream.engine.rule.Descent;
import io.patternstream.engine.rule.Gate;
import io.patternstream.engine.rule.Procedure;
import io.patternstream.engine.spi.Kernels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs the procedures that need no forward pass but the one that all share. One use, inside the scope of that pass.
 *
 * @param <A> the backend's array
 */
final class Passes<A> {
    private static final Composite GRADIENT = Composite.chain(Gate.MASK, Descent.WEIGHTS);
    private static final Composite GUIDED = Composite.chain(Gate.MASK_RECTIFY, Descent.WEIGHTS);

    private final Plan<A> plan;
    private final LayerSteps<A> steps;
    private final Tensor batch;
    private final List<A> outputs;
    private final Map<Composite, Map<Integer, LayerStep<A>>> ready = new HashMap<>();

    /**
     * Prepares it.
     *
     * @param plan the network
     * @param steps what happens at layers with weights
     * @param batch the images
     * @param outputs of every node, from the forward pass
     */
    Passes(Plan<A> plan, LayerSteps<A> steps, Tensor batch, List<A> outputs) {
        this.plan = plan;
        this.steps = steps;
        this.batch = batch;
        this.outputs = outputs;
    }

    /**
     * Computes one attribution.
     *
     * @param procedure how; not one that samples
     * @param signs of the explained logits, {@code [N, K]}
     * @param start what the backward pass starts with
     * @param snapshot the active patterns; null where the procedure needs none
     * @return the attribution
     */
    Result<A> run(Procedure procedure, A signs, StartValue start, @Nullable PatternSnapshot snapshot) {
        Kernels<A> kernels = plan.kernels();
        if (procedure instanceof Procedure.Backward backward) {
            A top = start == StartValue.ONE
                    ? signs
                    : kernels.multiply(outputs.get(plan.network().output()), signs);
            return backward.conserves()
                    ? account(backward, top, snapshot)
                    : Result.of(explain(backward, top, snapshot, Ledger.none()));
        }
        if (procedure instanceof Procedure.ClassActivation activation) {
            return Result.of(classActivation(activation, signs));
        }
        if (procedure instanceof Procedure.Noise noise) {
            return Result.of(kernels.load(batch.shape(), Points.noise(batch, noise.seed())));
        }
        return Result.of(outputs.get(0));
    }

    private Result<A> account(Procedure.Backward backward, A top, @Nullable PatternSnapshot snapshot) {
        Kernels<A> kernels = plan.kernels();
        A logits = outputs.get(plan.network().output());
        A started = backward.timesInput() ? kernels.multiply(logits, top) : top;
        Accounts<A> accounts =
                new Accounts<>(kernels, started, backward.composite().attributesBySignal());
        A values = explain(backward, top, snapshot, accounts);
        return new Result<>(values, accounts.close(values));
    }

    private A explain(Procedure.Backward backward, A top, @Nullable PatternSnapshot snapshot, Ledger<A> ledger) {
        A r = backward(backward.composite(), snapshot, ledger).run(top);
        return backward.timesInput() ? plan.kernels().multiply(outputs.get(0), r) : r;
    }

    private A classActivation(Procedure.ClassActivation activation, A signs) {
        Kernels<A> kernels = plan.kernels();
        int position = ClassActivationMap.featureMaps(plan.network());
        A gradients = backward(GRADIENT, null, Ledger.none()).run(signs, position);
        Shape features = plan.network().node(position).output();
        Shape image = plan.network().inputShape();
        double[] map = ClassActivationMap.of(
                kernels.values(outputs.get(position)), kernels.values(gradients), features, image);
        int channels = image.dimension(0);
        int pixels = image.elementCount() / channels;
        double[] values = new double[batch.shape().elementCount()];
        for (int i = 0; i < values.length; i++) {
            double pixel = map[i / image.elementCount() * pixels + i % pixels];
            values[i] = activation.guided() ? pixel : pixel / channels;
        }
        A spread = kernels.load(batch.shape(), values);
        return activation.guided()
                ? kernels.multiply(spread, backward(GUIDED, null, Ledger.none()).run(signs))
                : spread;
    }

    private BackwardPass<A> backward(Composite composite, @Nullable PatternSnapshot snapshot, Ledger<A> ledger) {
        Map<Integer, LayerStep<A>> layers = ready.computeIfAbsent(composite, key -> steps.of(key, snapshot));
        return new BackwardPass<>(plan, composite, layers, outputs, ledger);
    }

    /**
     * One attribution.
     *
     * @param values shaped like the batch
     * @param conservation one per sample; empty where the procedure does not share the explained value out
     */
    record Result<A>(A values, List<Conservation> conservation) {
        static <A> Result<A> of(A values) {
            return new Result<>(values, List.of());
        }
    }
}
