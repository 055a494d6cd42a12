/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.attribution;

import io.patternstream.engine.graph.Network;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is wanted of a forward pass: passes down, each as often as one likes, and outputs of nodes. Immutable, thread-safe.
 *
 * @param passes no two equal
 * @param kept positions of nodes whose outputs are read, the network's output among them
 */
record Schedule(List<Pass> passes, List<Integer> kept) {
    /** Copies. */
    Schedule {
        passes = List.copyOf(passes);
        kept = List.copyOf(kept);
    }

    /** What some methods come to. */
    static Schedule of(Network network, List<Job> jobs) {
        Set<Pass> passes = new LinkedHashSet<>();
        Set<Integer> kept = new LinkedHashSet<>(List.of(network.output()));
        for (Job job : jobs) {
            passes.addAll(job.passes());
            job.passes().stream().map(Pass::last).filter(last -> last > 0).forEach(kept::add);
        }
        return new Schedule(new ArrayList<>(passes), new ArrayList<>(kept));
    }

    /** {@return whether a pattern snapshot is needed} */
    boolean needsPatterns() {
        return passes.stream().anyMatch(pass -> pass.composite().needsPatterns());
    }
}
