/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.stream.metrics.StreamMetrics;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * What the pipeline is made of.
 *
 * @param model the version of the model that it begins with
 * @param decoding runs decoding; never the caller's thread in production
 * @param later runs retries and flushes
 * @param nanos monotonic clock in nanoseconds
 * @param clock wall-clock time, for records that expire
 * @param metrics receives what is measured
 */
public record PipelineParts(
        ModelVersion model,
        Executor decoding,
        DelayedTasks later,
        LongSupplier nanos,
        InstantSource clock,
        StreamMetrics metrics) {}
