/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.evaluation.heatmap;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.explain.TieRule;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Logits W x, explained by {@code gradient} (the row of W), {@code product} (the row times x), {@code input} (x) and
 * {@code nothing} (0).
 */
record LinearModel(Shape image, float... weights) implements Explainer, Classifier {
    @Override
    public ModelDescription model() {
        return new ModelDescription("linear", "", image, classes(), Head.NONE, List.of());
    }

    @Override
    public Tensor logits(Tensor batch) {
        int values = image.elementCount();
        int samples = batch.shape().dimension(0);
        float[] logits = new float[samples * classes()];
        for (int i = 0; i < logits.length; i++) {
            for (int j = 0; j < values; j++) {
                logits[i] += weights[i % classes() * values + j] * batch.at(i / classes() * values + j);
            }
        }
        return Tensor.wrap(Shape.of(samples, classes()), logits);
    }

    @Override
    public Explanations explain(ExplainRequest request) {
        List<Attribution> attributions = new ArrayList<>();
        for (String method : request.methods()) {
            for (int list = 0; list < request.targets().size(); list++) {
                Tensor map = map(request.input(), method, request.targets().get(list));
                attributions.add(new Attribution(method, list, map, StartValue.ONE, Optional.empty(), List.of()));
            }
        }
        return new Explanations(logits(request.input()), TieRule.FIRST, attributions);
    }

    private Tensor map(Tensor batch, String method, List<Target> targets) {
        int values = image.elementCount();
        float[] map = new float[batch.shape().elementCount()];
        for (int i = 0; i < map.length; i++) {
            int chosen = ((Target.ClassIndex) targets.get(i / values)).index();
            float weight = weights[chosen * values + i % values];
            map[i] = switch (method) {
                case "gradient" -> weight;
                case "product" -> weight * batch.at(i);
                case "input" -> batch.at(i);
                default -> 0;
            };
        }
        return Tensor.wrap(batch.shape(), map);
    }

    private int classes() {
        return weights.length / image.elementCount();
    }

    @Override
    public void close() {}
}
