/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** How a training partition's state was found when the partition was assigned. */
public enum StateLoad {
    /** The newest state is used. */
    RESTORED,
    /** The newest state is damaged; the one before it is used. */
    PREVIOUS,
    /** There is none: the partition is folded from its beginning. */
    NONE,
    /** All states are damaged: the partition is folded from what the topic still holds. */
    DAMAGED,
    /** It belongs to another model or preprocessing: the partition is folded from its beginning. */
    OTHER_MODEL,
    /** It belongs to an earlier topic of this name: the new topic is folded from its beginning. */
    RECREATED,
    /** It holds records that the topic has lost: the topic is folded from its beginning. */
    TRUNCATED,
    /** Records behind it have expired before they were folded. */
    EXPIRED
}
