/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.util.OptionalDouble;

/**
 * What new patterns must pass before all instances explain with them.
 *
 * @param minimumSamples images that they must have been learned from
 * @param degenerateShare largest share of neurons whose pattern the images did not determine, 0 to 1
 * @param drift largest cosine distance of a layer's patterns from the active ones, 0 to 2; empty: any
 */
public record GateConfig(long minimumSamples, double degenerateShare, OptionalDouble drift) {}
