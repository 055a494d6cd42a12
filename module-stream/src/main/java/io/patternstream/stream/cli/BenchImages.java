/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.verify.Verification;
import io.patternstream.stream.dataset.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The batches that {@code bench} feeds.
 *
 * @param shape of each batch, {@code [N, C, H, W]}
 * @param source opens an endless series of batches, for one thread
 */
record BenchImages(Shape shape, Supplier<Supplier<Tensor>> source) {
    private static final long SEED = 1;

    /** Always the same batch of random values, which is there already. */
    static BenchImages random(Shape input, int batch) {
        Tensor images = Verification.randomImages(input, batch, SEED);
        return new BenchImages(images.shape(), () -> () -> images);
    }

    /** The pictures of a data set in turn, held encoded; each batch is decoded and preprocessed when it is asked for. */
    static BenchImages decoded(Dataset dataset, Preprocessing preprocessing, Shape input, int batch) {
        List<byte[]> pictures = IntStream.range(0, dataset.size())
                .mapToObj(i -> dataset.sample(i).bytes())
                .toList();
        return new BenchImages(input.batchOf(batch), () -> {
            ImageIoDecoder decoder = ImageIoDecoder.create(preprocessing, input, DecodeLimits.defaults());
            return new Supplier<>() {
                private int next;

                @Override
                public Tensor get() {
                    List<Tensor> images = new ArrayList<>(batch);
                    for (int i = 0; i < batch; i++) {
                        images.add(decoder.decode(pictures.get(next), null));
                        next = (next + 1) % pictures.size();
                    }
                    return Tensor.stack(images);
                }
            };
        });
    }

    /** {@return an endless series of batches, for one thread} */
    Supplier<Tensor> open() {
        return source.get();
    }
}
