/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.stream.metrics.StreamMetrics;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the pipeline is made of.
 *
 * @param model the model that is served
 * @param labels names of its classes in order; may be empty
 * @param options reads what records ask for
 * @param decoder bytes to the model's input
 * @param decoding runs decoding; never the caller's thread in production
 * @param engine runs batches
 * @param later runs retries and flushes
 * @param nanos monotonic clock in nanoseconds
 * @param clock wall-clock time, for records that expire
 * @param metrics receives what is measured
 */
public record PipelineParts(
        ModelDescription model,
        List<String> labels,
        OptionsReader options,
        ImageDecoder decoder,
        Executor decoding,
        EnginePool engine,
        DelayedTasks later,
        LongSupplier nanos,
        InstantSource clock,
        StreamMetrics metrics) {
    /** Copies. */
    public PipelineParts {
        labels = List.copyOf(labels);
    }
}
