/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Runs a model file forward through the engine. */
final class Outputs {
    private Outputs() {}

    /** The outputs after the model's head, {@code [N, K]}. */
    static double[][] of(Path file, Tensor batch) {
        return of(Model.load(file), batch);
    }

    /** The outputs after the model's head, {@code [N, K]}. */
    static double[][] of(Model model, Tensor batch) {
        Engine engine = Engine.open(model, EngineOptions.of("nd4j"), Optional::empty);
        int samples = batch.shape().dimension(0);
        List<Target> targets = Collections.nCopies(samples, new Target.MaxOutput());
        try (Explainer explainer = engine.newExplainer()) {
            Tensor logits = explainer
                    .explain(ExplainRequest.of(batch, List.of("gradient"), targets))
                    .logits();
            double[][] outputs = new double[samples][];
            for (int n = 0; n < samples; n++) {
                outputs[n] = head(model.description().head(), logits.slice(n));
            }
            return outputs;
        }
    }

    static Tensor random(long seed, int... shape) {
        Shape whole = Shape.of(shape);
        Random random = new Random(seed);
        float[] values = new float[whole.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(whole, values);
    }

    private static double[] head(Head head, Tensor logits) {
        double[] values = new double[logits.shape().elementCount()];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            values[i] = logits.at(i);
            largest = Math.max(largest, values[i]);
        }
        if (head == Head.NONE) {
            return values;
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = head == Head.SIGMOID ? 1 / (1 + Math.exp(-values[i])) : Math.exp(values[i] - largest);
            sum += values[i];
        }
        for (int i = 0; i < values.length && head == Head.SOFTMAX; i++) {
            values[i] /= sum;
        }
        return values;
    }
}
