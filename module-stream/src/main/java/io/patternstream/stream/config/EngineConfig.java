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
 * @param precision {@code f32}, {@code bf16} or {@code bf16_backward}
 * @param algorithm {@code auto} or {@code direct}
 * @param cores how many batches are explained at the same time, and by how many threads each
 * @param decoders threads that decode images
 * @param batchSize most images in one batch
 * @param batchMaxDelay longest time an image waits for its batch to fill
 */
public record EngineConfig(
        String backend,
        String precision,
        String algorithm,
        CoreSplit cores,
        int decoders,
        int batchSize,
        Duration batchMaxDelay) {}
