/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.util.OptionalDouble;

/**
 * How the new patterns of a layer compare with the active ones.
 *
 * @param layer the layer
 * @param distance cosine distance of the patterns that it is explained with, 0 to 2
 * @param activeRho quality rho(S_a) of the active patterns on the newest training images, 0 to 1; empty where too few rows
 *     were seen
 * @param newRho the same of the new patterns as they were before they had seen these images
 */
public record LayerDrift(String layer, double distance, OptionalDouble activeRho, OptionalDouble newRho) {}
