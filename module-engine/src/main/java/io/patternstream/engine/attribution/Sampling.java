/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.StartValue;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.rule.Composite;
import io.patternstream.engine.rule.Descent;
import io.patternstream.engine.rule.Gate;
import io.patternstream.engine.rule.Procedure;
import io.patternstream.engine.spi.Kernels;
import java.util.List;

/**
 * Runs the procedures that need more forward passes than one, each in a scope of its own, so that memory does not grow with
 * their number. Belongs to one thread.
 *
 * @param <A> the backend's array
 */
final class Sampling<A> {
    private static final Composite GRADIENT = Composite.chain(Gate.MASK, Descent.WEIGHTS);

    private final Plan<A> plan;
    private final LayerSteps<A> steps;

    Sampling(Plan<A> plan, LayerSteps<A> steps) {
        this.plan = plan;
        this.steps = steps;
    }

    /**
     * Averages gradients.
     *
     * @param procedure where and how
     * @param batch the images
     * @param signs of the explained logits, {@code [N, K]}
     * @param start what the backward passes start with
     * @return as many values as the batch has
     */
    double[] gradients(Procedure.Gradients procedure, Tensor batch, Tensor signs, StartValue start) {
        Moments moments = new Moments(batch.shape().elementCount());
        for (int i = 0; i < procedure.path().points(); i++) {
            moments.add(gradient(Points.at(procedure.path(), i, batch), batch.shape(), signs, start));
        }
        double[] result = moments.result(procedure.statistic());
        for (int i = 0; procedure.timesInput() && i < result.length; i++) {
            result[i] *= batch.at(i);
        }
        return result;
    }

    /**
     * Hides one square of the images after the other.
     *
     * @param procedure which squares
     * @param batch the images, {@code [N, C, H, W]}
     * @param signs of the explained logits, {@code [N, K]}
     * @return as many values as the batch has
     */
    double[] occlusion(Procedure.Occlusion procedure, Tensor batch, Tensor signs) {
        Occlusions occlusions = Occlusions.of(procedure, batch.shape());
        double[] whole = explained(Points.values(batch), batch.shape(), signs);
        for (int i = 0; i < occlusions.count(); i++) {
            double[] hidden = occlusions.hide(i, Points.values(batch));
            occlusions.record(i, whole, explained(hidden, batch.shape(), signs));
        }
        return occlusions.result();
    }

    @SuppressWarnings("try") // an open scope owns the arrays; nothing is called on it
    private double[] gradient(double[] point, Shape shape, Tensor signs, StartValue start) {
        Kernels<A> kernels = plan.kernels();
        try (Kernels.Scope scope = kernels.scope()) {
            List<A> outputs = plan.forward(kernels.load(shape, point));
            A selected = kernels.load(signs);
            A top = start == StartValue.ONE
                    ? selected
                    : kernels.multiply(outputs.get(plan.network().output()), selected);
            A r = new BackwardPass<>(plan, GRADIENT, steps.of(GRADIENT, null), outputs, Ledger.none()).run(top);
            return kernels.values(r);
        }
    }

    /** The explained value of every image. */
    @SuppressWarnings("try") // an open scope owns the arrays; nothing is called on it
    private double[] explained(double[] images, Shape shape, Tensor signs) {
        Kernels<A> kernels = plan.kernels();
        try (Kernels.Scope scope = kernels.scope()) {
            List<A> outputs = plan.forward(kernels.load(shape, images));
            double[] logits = kernels.values(outputs.get(plan.network().output()));
            int classes = signs.shape().dimension(1);
            double[] explained = new double[shape.dimension(0)];
            for (int i = 0; i < logits.length; i++) {
                explained[i / classes] += signs.at(i) == 0 ? 0 : signs.at(i) * logits[i];
            }
            return explained;
        }
    }

    /** Running mean and sum of squared deviations (Welford 1962). */
    private static final class Moments {
        private final double[] mean;
        private final double[] deviation;
        private int count;

        Moments(int size) {
            mean = new double[size];
            deviation = new double[size];
        }

        void add(double[] values) {
            count++;
            for (int i = 0; i < mean.length; i++) {
                double difference = values[i] - mean[i];
                mean[i] += difference / count;
                deviation[i] += difference * (values[i] - mean[i]);
            }
        }

        double[] result(Procedure.Statistic statistic) {
            double[] result = new double[mean.length];
            for (int i = 0; i < result.length; i++) {
                result[i] = switch (statistic) {
                    case MEAN -> mean[i];
                    case MEAN_SQUARE -> mean[i] * mean[i] + deviation[i] / count;
                    case VARIANCE -> deviation[i] / count;
                };
            }
            return result;
        }
    }
}
