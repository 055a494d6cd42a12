/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How large micro-batches are, and when one goes although no worker is idle. An engine prepares itself for each size, which
 * takes long, so only a few sizes occur: the powers of two and the largest.
 *
 * @param size most images in a batch, at least 1
 * @param maxDelay longest wait of an image
 */
public record BatchPolicy(int size, Duration maxDelay) {
    /** Checks. */
    public BatchPolicy {
        if (size < 1 || maxDelay.isNegative()) {
            throw new IllegalArgumentException("batches of " + size + " images after " + maxDelay);
        }
    }

    /** {@return the sizes that occur, from 1 up} */
    public List<Integer> sizes() {
        return IntStream.concat(IntStream.iterate(1, power -> power < size, power -> 2 * power), IntStream.of(size))
                .boxed()
                .toList();
    }

    /** The largest size for which there are enough images. */
    int fitting(int images) {
        return images >= size ? size : Integer.highestOneBit(images);
    }
}
