/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.Kernels;
import java.util.List;

/**
 * Reports the statistics of every linear layer on a backend of kernels. Belongs to one thread; closing frees the weights and the kernels.
 *
 * @param <A> the backend's array
 */
public final class BatchObserver<A> implements ActivationSource {
    private final ModelDescription model;
    private final List<LayerWeights> layers;
    private final Plan<A> plan;
    private final SampledLayers<A> sampled;

    private BatchObserver(ModelDescription model, List<LayerWeights> layers, Plan<A> plan, int positions) {
        this.model = model;
        this.layers = layers;
        this.plan = plan;
        this.sampled = plan.sampled(positions);
    }

    /**
     * Compiles a network for a backend.
     *
     * @param network canonised
     * @param model its description
     * @param layers its layers with weights
     * @param kernels the backend; closed with the observer
     * @param positions lines and columns of output positions of a convolution that are sampled at most; 0 for all
     * @param <A> the backend's array
     * @return the observer
     */
    public static <A> BatchObserver<A> create(
            Network network, ModelDescription model, List<LayerWeights> layers, Kernels<A> kernels, int positions) {
        return new BatchObserver<>(model, layers, Plan.compile(network, kernels), positions);
    }

    @Override
    public ModelDescription model() {
        return model;
    }

    @Override
    public List<LayerWeights> layers() {
        return layers;
    }

    @SuppressWarnings("try") // an open scope owns the arrays; nothing is called on it
    @Override
    public void observe(Tensor batch, ActivationTap tap) {
        requireFit(batch, model);
        try (Kernels.Scope scope = plan.kernels().scope()) {
            plan.observe(plan.kernels().load(batch), sampled, tap);
        }
    }

    /** Refuses images that a model does not take. */
    static void requireFit(Tensor batch, ModelDescription model) {
        Shape shape = batch.shape();
        if (shape.rank() < 2 || shape.dimension(0) == 0 || !shape.inner().equals(model.input())) {
            throw new ExplainException(
                    ErrorType.SHAPE_MISMATCH,
                    "training images of shape " + shape + " do not fit model '" + model.name()
                            + "', which takes N samples of " + model.input());
        }
    }

    @Override
    public void close() {
        sampled.close();
        plan.close();
        plan.kernels().close();
    }
}
