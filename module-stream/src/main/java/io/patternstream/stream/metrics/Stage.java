/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/** The stages of one image's way; each is timed. */
public enum Stage {
    /** From bytes to pixels. */
    DECODE,
    /** From those to the model's input. */
    PREPROCESS,
    /** From that to the start of its batch. */
    BATCH_WAIT,
    /** Forward and backward pass of the whole batch. */
    EXPLAIN,
    /** From all heatmaps of a record to the bytes and headers to send. */
    ENCODE,
    /** From those to the broker's acknowledgement of all outputs. */
    PUBLISH
}
