/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/** How an attempt to commit ended. Only a commit that succeeded counts; whether partitions are lost is the rebalance's to say. */
public enum CommitOutcome {
    /** Kafka has it. */
    COMMITTED,
    /** It could not be done now, for example because of a rebalance or an outage; what was to be committed is with the next one. */
    DEFERRED,
    /** Kafka refused it, for example because the group has gone on without this member. */
    REFUSED
}
