/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * One list of targets.
 *
 * @param position in the request
 * @param classes what each sample's target came to
 * @param signs of every logit, {@code [N, K]}
 */
record Selection(int position, List<List<Integer>> classes, Tensor signs) {
    static List<Selection> all(ExplainRequest request, Tensor logits) {
        List<Selection> selections = new ArrayList<>();
        for (List<Target> targets : request.targets()) {
            List<List<Integer>> classes = Targets.classes(targets, logits);
            Tensor signs = Targets.signs(targets, classes, logits.shape());
            selections.add(new Selection(selections.size(), classes, signs));
        }
        return selections;
    }
}
