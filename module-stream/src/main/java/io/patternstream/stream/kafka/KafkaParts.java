/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.DelayedTasks;
import io.patternstream.stream.pipeline.ExplainPipeline;
import io.patternstream.stream.pipeline.InFlightLimiter;
import io.patternstream.stream.pipeline.LiveFeed;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the Kafka side of the service is made of.
 *
 * @param config the configuration
 * @param model name of the model
 * @param pipeline explains
 * @param limiter counts the images in flight
 * @param live is told of what was published
 * @param later runs further attempts
 * @param metrics receives what is measured
 * @param clock wall-clock time
 * @param nanos monotonic clock
 */
public record KafkaParts(
        StreamConfig config,
        String model,
        ExplainPipeline pipeline,
        InFlightLimiter limiter,
        LiveFeed live,
        DelayedTasks later,
        StreamMetrics metrics,
        InstantSource clock,
        LongSupplier nanos) {}
