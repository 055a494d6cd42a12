/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import java.util.Map;

/** Folds statistics in and estimates patterns from them. One thread at a time. */
public interface PatternLearner extends ActivationTap {

    /**
     * Counts images whose statistics have been accepted.
     *
     * @param images how many
     */
    void folded(int images);

    /** {@return number of images folded in so far, whether faded or not} */
    long samples();

    /**
     * Lets everything accepted so far count less than what comes.
     *
     * @param factor above 0, at most 1: what it counts for afterwards, compared with before
     */
    void fade(double factor);

    /**
     * Estimates patterns from everything accepted so far.
     *
     * @param offsets next offset per {@code topic/partition} that is not folded in
     * @return a new snapshot
     */
    PatternSnapshot snapshot(Map<String, Long> offsets);
}
