/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.StartValue;
import io.patternstream.engine.rule.Composite;
import io.patternstream.engine.rule.Descent;
import io.patternstream.engine.rule.Gate;
import io.patternstream.engine.rule.Procedure;

/**
 * One way down from the logits. Immutable, thread-safe.
 *
 * @param composite what happens at every node
 * @param start what selected logits begin with
 * @param last the node at whose output it ends; 0 for the input
 * @param timesInput whether what arrives at the input is multiplied by it
 * @param conserves whether accounts are kept of what stays behind
 */
record Pass(Composite composite, StartValue start, int last, boolean timesInput, boolean conserves) {
    private static final Composite GRADIENT = Composite.chain(Gate.MASK, Descent.WEIGHTS);
    private static final Composite GUIDED = Composite.chain(Gate.MASK_RECTIFY, Descent.WEIGHTS);

    static Pass of(Procedure.Backward backward, StartValue start) {
        return new Pass(backward.composite(), start, 0, backward.timesInput(), backward.conserves());
    }

    static Pass gradient(StartValue start) {
        return new Pass(GRADIENT, start, 0, false, false);
    }

    /** The gradient of the selected logits with respect to one node's output. */
    static Pass gradientAt(int last) {
        return new Pass(GRADIENT, StartValue.ONE, last, false, false);
    }

    static Pass guided() {
        return new Pass(GUIDED, StartValue.ONE, 0, false, false);
    }
}
