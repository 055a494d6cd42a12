/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** Values that are sampled when metrics are scraped. */
public enum StreamGauge {
    /** Records received and not yet done. */
    IN_FLIGHT_RECORDS,
    /** Bytes that the records received and not yet done hold: their own, inputs and heatmaps. */
    IN_FLIGHT_BYTES,
    /** Seconds since the record came that has been in flight for the longest time. */
    OLDEST_IN_FLIGHT_SECONDS,
    /** Age in seconds of the oldest record in flight, by its timestamp. */
    LAG_SECONDS,
    /** Records that wait in micro-batches. */
    QUEUE_RECORDS,
    /** Records that wait for a retry, for example because no patterns are active yet. */
    WAITING_RECORDS,
    /** 1 while the engine fails on images that it should explain, else 0. */
    ENGINE_BROKEN,
    /** Engine workers. */
    WORKERS,
    /** Engine workers that are at work. */
    WORKERS_BUSY,
    /** Bytes of native memory that the engine's backend holds. */
    ENGINE_NATIVE_BYTES,
    /** Partitions of the image topic assigned to this process. */
    PARTITIONS_ASSIGNED,
    /** Those of them that are paused because too much is in flight. */
    PARTITIONS_PAUSED,
    /** Training partitions of this process that are not folded any further. */
    TRAINING_STOPPED,
    /** Seconds since the image consumer's poll loop last turned. */
    IMAGE_POLL_AGE_SECONDS,
    /** Seconds since the training consumer's poll loop last turned. */
    TRAINING_POLL_AGE_SECONDS
}
