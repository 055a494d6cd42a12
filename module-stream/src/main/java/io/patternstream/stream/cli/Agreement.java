/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** How far two explanations of the same images agree. For one thread. */
final class Agreement {
    private final Map<String, Cosines> cosines = new LinkedHashMap<>();
    private int images;
    private int sameClass;

    private Agreement() {}

    static Agreement create() {
        return new Agreement();
    }

    /** Takes the next batch, explained twice with the same methods and targets. */
    void add(Explanations expected, Explanations observed) {
        for (int i = 0; i < expected.logits().shape().dimension(0); i++) {
            images++;
            sameClass += largest(expected.logits().slice(i))
                            == largest(observed.logits().slice(i))
                    ? 1
                    : 0;
        }
        for (int k = 0; k < expected.attributions().size(); k++) {
            Attribution one = expected.attributions().get(k);
            Attribution other = observed.attributions().get(k);
            Cosines all = cosines.computeIfAbsent(one.method(), name -> Cosines.create());
            for (int i = 0; i < one.samples().size(); i++) {
                all.add(one.values().slice(i), other.values().slice(i));
            }
        }
    }

    int images() {
        return images;
    }

    /** In how many images the largest logit is that of the same class. */
    int sameClass() {
        return sameClass;
    }

    /** A method's cosines, one for each image. */
    Cosines cosines(String method) {
        return Objects.requireNonNull(cosines.get(method), method);
    }

    private static int largest(Tensor logits) {
        int largest = 0;
        for (int i = 1; i < logits.shape().elementCount(); i++) {
            largest = logits.at(i) > logits.at(largest) ? i : largest;
        }
        return largest;
    }
}
