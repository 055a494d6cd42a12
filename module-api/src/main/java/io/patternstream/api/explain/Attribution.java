/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import java.util.Optional;

/**
 * What one method says about one batch.
 *
 * @param method the method's canonical name
 * @param values shaped like the input, {@code [N, C, H, W]}
 * @param start what the backward pass started with
 * @param patterns the snapshot that made it; empty for methods without patterns
 */
public record Attribution(String method, Tensor values, StartValue start, Optional<SnapshotId> patterns) {}
