/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.time.Duration;

/**
 * How explanations are computed.
 *
 * @param backend {@code auto}, {@code onednn} or {@code nd4j}
 * @param workers threads that explain, each with its own working memory
 * @param decoders threads that decode images
 * @param batchSize most images in one batch
 * @param batchMaxDelay longest time an image waits for its batch to fill
 */
public record EngineConfig(String backend, int workers, int decoders, int batchSize, Duration batchMaxDelay) {}
