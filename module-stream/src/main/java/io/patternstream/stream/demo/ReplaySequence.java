/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import java.util.List;

/** What a replay publishes, record by record, without end. Asked by one thread; the same number gives the same image. */
@FunctionalInterface
public interface ReplaySequence {

    /**
     * Returns the image of a record.
     *
     * @param number the record's number, from 0
     * @return its image
     */
    ReplayImage at(long number);

    /**
     * Repeats images.
     *
     * @param images not empty
     * @return these, again and again
     */
    static ReplaySequence loop(List<ReplayImage> images) {
        List<ReplayImage> copy = List.copyOf(images);
        return number -> copy.get((int) (number % copy.size()));
    }

    /**
     * Lets images drift.
     *
     * @param drift how
     * @return these images, changed
     */
    default ReplaySequence drifting(Drift drift) {
        return number -> drift.apply(at(number), number);
    }
}
