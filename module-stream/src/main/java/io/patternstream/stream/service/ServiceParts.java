/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.LiveFeed;
import java.time.InstantSource;

/**
 * What the composition root gives the service; nothing here names an engine or a pattern implementation.
 *
 * @param config the checked configuration
 * @param version the version of the model that it begins with
 * @param live where published heatmaps go for people to watch
 * @param metrics receives what is measured
 * @param clock wall-clock time
 */
public record ServiceParts(
        StreamConfig config, VersionParts version, LiveFeed live, StreamMetrics metrics, InstantSource clock) {}
