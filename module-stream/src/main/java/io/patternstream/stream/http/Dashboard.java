/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.api.pattern.PatternSource;
import io.patternstream.stream.metrics.StreamTotals;
import io.patternstream.stream.metrics.ViewerMetrics;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.training.DriftPoint;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the dashboard shows and where it comes from.
 *
 * @param model the model, which may change while people watch
 * @param imagesTopic where images come from, for the page that waits for the first
 * @param patterns the active patterns
 * @param totals counts since the start
 * @param drift how the last snapshots compared with those that were active
 * @param renderer draws a heatmap as PNG; called on worker threads only
 * @param metrics counts viewers and frames
 */
public record Dashboard(
        Supplier<ServedModel> model,
        String imagesTopic,
        PatternSource patterns,
        Supplier<StreamTotals> totals,
        Supplier<List<DriftPoint>> drift,
        Function<Heatmap, byte[]> renderer,
        ViewerMetrics metrics) {}
