/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Reads logits as people do: which class, its name, its probability. Stateless. */
public final class Scores {
    private final ModelDescription model;
    private final List<String> labels;

    /**
     * Creates it.
     *
     * @param model the model whose logits are read
     * @param labels names of its classes in order; may be empty
     */
    public Scores(ModelDescription model, List<String> labels) {
        this.model = model;
        this.labels = List.copyOf(labels);
    }

    /**
     * Tells what the model sees.
     *
     * @param logits {@code [K]}
     * @return the class with the largest logit; the first of equal ones
     */
    public ClassScore predicted(Tensor logits) {
        int best = 0;
        for (int i = 1; i < logits.shape().elementCount(); i++) {
            if (logits.at(i) > logits.at(best)) {
                best = i;
            }
        }
        return score(logits, best);
    }

    /** The class that was explained; empty where several were together. */
    Optional<ClassScore> explained(Tensor logits, SampleReport report) {
        List<Integer> classes = report.classes();
        return classes.size() == 1 ? Optional.of(score(logits, classes.get(0))) : Optional.empty();
    }

    private ClassScore score(Tensor logits, int index) {
        String label = index < labels.size() ? labels.get(index) : Integer.toString(index);
        return new ClassScore(index, label, logits.at(index), probability(logits, index));
    }

    private double probability(Tensor logits, int index) {
        double logit = logits.at(index);
        if (model.head() == Head.SIGMOID) {
            return 1 / (1 + Math.exp(-logit));
        }
        double sum = 0;
        for (int i = 0; i < logits.shape().elementCount(); i++) {
            sum += Math.exp(logits.at(i) - logit);
        }
        return 1 / sum;
    }
}
