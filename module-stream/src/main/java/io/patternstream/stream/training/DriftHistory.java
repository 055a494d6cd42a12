/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** How the last snapshots of a model compared with those that were active when they were made, whoever has made them. Thread-safe. */
public final class DriftHistory {
    /** What a small chart can show. */
    private static final int MOST_POINTS = 60;

    private final Deque<DriftPoint> points = new ArrayDeque<>();

    /** Forgets all: the entries are read again from the first. */
    public synchronized void begin() {
        points.clear();
    }

    /**
     * Takes in what is known of a snapshot, published or refused; passes over one that was not compared.
     *
     * @param entry about the next snapshot
     */
    public synchronized void add(SnapshotEntry entry) {
        String id = entry.origin().id().value();
        entry.quality().ifPresent(quality -> {
            points.removeIf(point -> point.snapshot().equals(id)); // tried again
            points.add(DriftPoint.of(id, quality));
        });
        if (points.size() > MOST_POINTS) {
            points.remove();
        }
    }

    /** {@return the last comparisons, oldest first} */
    public synchronized List<DriftPoint> points() {
        return List.copyOf(points);
    }
}
