/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.DelayedTasks;
import io.patternstream.stream.pipeline.ExplainPipeline;
import io.patternstream.stream.pipeline.InFlightLimiter;
import io.patternstream.stream.pipeline.LiveFeed;
import io.patternstream.stream.pipeline.Maker;
import io.patternstream.stream.state.StateStore;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotGate;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the Kafka side of the service is made of.
 *
 * @param config the configuration
 * @param model the model
 * @param maker what calculates heatmaps
 * @param decoder bytes to the model's input, for training images
 * @param pipeline explains
 * @param limiter counts the images in flight
 * @param live is told of what was published
 * @param activations runs training images through the model
 * @param learners makes, stores and merges learners
 * @param states keeps what learners have learned
 * @param gate what a snapshot must pass
 * @param codec snapshots to bytes and back
 * @param activate makes a snapshot the active one
 * @param later runs further attempts
 * @param metrics receives what is measured
 * @param clock wall-clock time
 * @param nanos monotonic clock
 */
public record KafkaParts(
        StreamConfig config,
        ModelDescription model,
        Maker maker,
        ImageDecoder decoder,
        ExplainPipeline pipeline,
        InFlightLimiter limiter,
        LiveFeed live,
        Supplier<ActivationSource> activations,
        Learners learners,
        Supplier<StateStore> states,
        SnapshotGate gate,
        SnapshotCodec codec,
        Consumer<PatternSnapshot> activate,
        DelayedTasks later,
        StreamMetrics metrics,
        InstantSource clock,
        LongSupplier nanos) {}
