/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** What a rebalance did to this process's partitions of the image topic. */
public enum Rebalance {
    /** Some came. */
    ASSIGNED,
    /** Some were handed over in order. */
    REVOKED,
    /** Some were taken away, since the group had given this process up. */
    LOST
}
