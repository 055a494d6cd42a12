/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What one method says about one batch and one list of targets.
 *
 * @param method the method's canonical name
 * @param targetList which of the request's lists of targets was explained, from 0
 * @param values shaped like the input, {@code [N, C, H, W]}
 * @param start what the backward pass started with
 * @param patterns the snapshot that made it; empty for methods without patterns
 * @param samples one report per sample
 */
public record Attribution(
        String method,
        int targetList,
        Tensor values,
        StartValue start,
        Optional<SnapshotOrigin> patterns,
        List<SampleReport> samples) {
    /** Copies. */
    public Attribution {
        samples = List.copyOf(samples);
    }
}
