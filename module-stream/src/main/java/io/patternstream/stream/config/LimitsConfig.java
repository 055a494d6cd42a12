/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.time.Duration;

/**
 * What bounds memory and time.
 *
 * @param inFlightRecords records received and not yet done; beyond it, no more are read
 * @param inFlightBytes bytes that those records hold: their own, those of the model's input and of a heatmap per default method
 * @param imageBytes largest encoded image
 * @param imagePixels largest image, width times height; checked before it is decoded
 * @param passes most passes over the network that a record's method may need for one image
 * @param drainTimeout how long a stop waits for the records in flight
 */
public record LimitsConfig(
        int inFlightRecords, long inFlightBytes, int imageBytes, long imagePixels, int passes, Duration drainTimeout) {}
