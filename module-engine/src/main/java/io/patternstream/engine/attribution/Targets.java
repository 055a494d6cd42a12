/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses logits; the first of equal ones wins. Stateless. */
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

    /**
     * The classes that each sample's target comes to: as the target has them, the largest first for {@code max_output} and
     * {@code top:k}; none for {@code none}, which selects all.
     *
     * @param targets one per sample
     * @param logits {@code [N, K]}
     */
    static List<List<Integer>> classes(List<Target> targets, Tensor logits) {
        return IntStream.range(0, targets.size())
                .mapToObj(n -> classes(targets.get(n), logits.slice(n)))
                .toList();
    }

    /**
     * With what sign each logit counts: 1 where it is selected, -1 where it is subtracted, else 0.
     *
     * @param targets one per sample
     * @param classes what they come to
     * @param shape of the logits and of the result, {@code [N, K]}
     */
    static Tensor signs(List<Target> targets, List<List<Integer>> classes, Shape shape) {
        float[] signs = new float[shape.elementCount()];
        int count = shape.dimension(1);
        for (int n = 0; n < targets.size(); n++) {
            if (targets.get(n) instanceof Target.None) {
                Arrays.fill(signs, n * count, (n + 1) * count, 1);
            }
            for (int k : classes.get(n)) {
                signs[n * count + k] = 1;
            }
            if (targets.get(n) instanceof Target.Contrast contrast) {
                signs[n * count + contrast.other()] = -1;
            }
        }
        return Tensor.wrap(shape, signs);
    }

    private static List<Integer> classes(Target target, Tensor logits) {
        if (target instanceof Target.ClassIndex chosen) {
            return List.of(chosen.index());
        }
        if (target instanceof Target.Contrast contrast) {
            return List.of(contrast.wanted(), contrast.other());
        }
        if (target instanceof Target.TopK top) {
            return largest(logits, top.count());
        }
        return target instanceof Target.MaxOutput ? largest(logits, 1) : List.of();
    }

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
