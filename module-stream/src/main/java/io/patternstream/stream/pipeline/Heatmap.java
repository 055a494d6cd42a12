/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Tensor;
import java.util.Optional;

/**
 * What one method says about one image.
 *
 * @param method the method's canonical name
 * @param values shaped like the model's input, {@code [C, H, W]}, all finite
 * @param start what the backward pass started with
 * @param patterns the snapshot that made it; empty for methods without patterns
 * @param report the rest of what there is to know
 */
public record Heatmap(
        String method, Tensor values, StartValue start, Optional<SnapshotOrigin> patterns, SampleReport report) {}
