/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Tensor;
import java.util.Optional;

/**
 * Compares new patterns with the active ones, also by the signal that both find in images that neither has seen. One thread at a
 * time; closing frees native memory.
 */
public interface QualityMeter extends AutoCloseable {

    /**
     * Begins anew.
     *
     * @param before the newest patterns, learned from everything before the images that are observed next
     */
    void begin(PatternSnapshot before);

    /**
     * Looks at images.
     *
     * @param images preprocessed, {@code [N, C, H, W]}
     */
    void observe(Tensor images);

    /**
     * Compares, and forgets the images.
     *
     * @param candidate new patterns
     * @return what they change; empty if there are no active ones
     */
    Optional<SnapshotQuality> measure(PatternSnapshot candidate);

    @Override
    void close();
}
