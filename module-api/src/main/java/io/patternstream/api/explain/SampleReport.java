/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import java.util.List;
import java.util.Optional;

/**
 * What there is to know of one sample's attribution besides its values.
 *
 * @param target what was asked for
 * @param classes the classes it came to: for {@code max_output} and {@code top:k} the largest first, for a contrast the wanted
 *     one and the other; empty for {@code none}, which means all
 * @param sum of all values of its attribution
 * @param finite whether all of the sample's logits and of its attribution are finite; those of its neighbours in the batch are
 *     right in either case
 * @param conservation where the explained value went; empty for methods that do not share it out, such as the gradient
 */
public record SampleReport(
        Target target, List<Integer> classes, double sum, boolean finite, Optional<Conservation> conservation) {
    /** Copies. */
    public SampleReport {
        classes = List.copyOf(classes);
    }
}
