/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import java.util.List;

/** Chooses logits. Stateless. */
final class Targets {
    private Targets() {}

    static void require(List<Target> targets, int classes) {
        for (int n = 0; n < targets.size(); n++) {
            if (targets.get(n) instanceof Target.ClassIndex chosen && chosen.index() >= classes) {
                throw new ExplainException(
                        ErrorType.INVALID_TARGET,
                        "target class " + chosen.index() + " of image " + n
                                + " does not exist; the model has classes 0 to " + (classes - 1));
            }
        }
    }

    /** 1 where a logit is selected, else 0: {@code [N, K]}. */
    static Tensor mask(List<Target> targets, Tensor logits) {
        int classes = logits.shape().dimension(1);
        float[] mask = new float[logits.shape().elementCount()];
        for (int n = 0; n < targets.size(); n++) {
            Target target = targets.get(n);
            for (int k = 0; k < classes; k++) {
                mask[n * classes + k] = target instanceof Target.None ? 1 : 0;
            }
            if (target instanceof Target.ClassIndex chosen) {
                mask[n * classes + chosen.index()] = 1;
            } else if (target instanceof Target.MaxOutput) {
                mask[n * classes + largest(logits, n * classes, classes)] = 1;
            }
        }
        return Tensor.wrap(logits.shape(), mask);
    }

    private static int largest(Tensor logits, int from, int classes) {
        int best = 0;
        for (int k = 1; k < classes; k++) {
            if (logits.at(from + k) > logits.at(from + best)) {
                best = k;
            }
        }
        return best;
    }
}
