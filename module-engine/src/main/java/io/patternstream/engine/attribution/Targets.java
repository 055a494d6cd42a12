/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses logits. Stateless. */
final class Targets {
    private Targets() {}

    static void require(List<Target> targets, int classes) {
        for (int n = 0; n < targets.size(); n++) {
            try {
                targets.get(n).requireWithin(classes);
            } catch (ExplainException e) {
                throw new ExplainException(e.type(), "image " + n + ": " + e.getMessage(), e);
            }
        }
    }

    /** With what sign each logit counts, {@code [N, K]}: 1 where it is selected, -1 where it is subtracted, else 0. */
    static Tensor signs(List<Target> targets, Tensor logits) {
        int classes = logits.shape().dimension(1);
        float[] signs = new float[logits.shape().elementCount()];
        for (int n = 0; n < targets.size(); n++) {
            List<Integer> selected = selected(targets.get(n), logits.slice(n));
            for (int k : selected) {
                signs[n * classes + k] = 1;
            }
            if (targets.get(n) instanceof Target.Contrast contrast) {
                signs[n * classes + contrast.other()] = -1;
            }
        }
        return Tensor.wrap(logits.shape(), signs);
    }

    /**
     * The classes that a target names for one sample's logits {@code [K]}: as the target has them, the largest first for
     * {@code max_output} and {@code top:k}.
     */
    private static List<Integer> selected(Target target, Tensor logits) {
        if (target instanceof Target.ClassIndex chosen) {
            return List.of(chosen.index());
        }
        if (target instanceof Target.Contrast contrast) {
            return List.of(contrast.wanted(), contrast.other());
        }
        if (target instanceof Target.None) {
            return IntStream.range(0, logits.shape().elementCount()).boxed().toList();
        }
        return largest(logits, target instanceof Target.TopK top ? top.count() : 1);
    }

    /** The first of equal ones comes first. */
    private static List<Integer> largest(Tensor logits, int count) {
        int classes = logits.shape().elementCount();
        List<Integer> largest = new ArrayList<>();
        BitSet open = new BitSet(classes);
        open.set(0, classes);
        while (largest.size() < count) {
            int best = open.nextSetBit(0);
            for (int k = best; k >= 0; k = open.nextSetBit(k + 1)) {
                if (logits.at(k) > logits.at(best)) {
                    best = k;
                }
            }
            open.clear(best);
            largest.add(best);
        }
        return largest;
    }
}
