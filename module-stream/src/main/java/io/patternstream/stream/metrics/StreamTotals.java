/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

/**
 * Where the stream stands, for the dashboard.
 *
 * @param inFlight records that were taken in and not yet finished
 * @param deadLetters dead letters since the start
 * @param swaps pattern snapshots that became active since the start
 * @param folded training images that the patterns are learned from, since the beginning of the topic
 */
public record StreamTotals(long inFlight, long deadLetters, long swaps, long folded) {}
