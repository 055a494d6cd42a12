/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.preprocess.Preprocessor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A data set as preprocessed batches {@code [N, C, H, W]}, in its order; the last one may be smaller. For one thread. */
public final class Batches implements Iterator<Tensor> {
    private static final int IMAGE_AXES = 3;

    private final Dataset dataset;
    private final Preprocessor preprocessor;
    private final ImageIoDecoder decoder;
    private final int batchSize;
    private int next;

    private Batches(Dataset dataset, Preprocessor preprocessor, ImageIoDecoder decoder, int batchSize) {
        this.dataset = dataset;
        this.preprocessor = preprocessor;
        this.decoder = decoder;
        this.batchSize = batchSize;
    }

    /**
     * Starts at the first image.
     *
     * @param dataset the images
     * @param preprocessing what to do with those that are not preprocessed
     * @param input the model's input {@code [C, H, W]}
     * @param batchSize number of images in a batch, at least 1
     * @return the batches
     * @throws DatasetException if the model takes something else than images
     */
    public static Batches create(Dataset dataset, Preprocessing preprocessing, Shape input, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("a batch of " + batchSize + " images");
        }
        if (input.rank() != IMAGE_AXES) {
            throw new DatasetException(
                    "the model takes samples of shape " + input
                            + ", and files hold images [C, H, W]; explain such a model from Java",
                    null);
        }
        return new Batches(
                dataset,
                Preprocessor.create(preprocessing, input),
                ImageIoDecoder.create(preprocessing, input, DecodeLimits.defaults()),
                batchSize);
    }

    @Override
    public boolean hasNext() {
        return next < dataset.size();
    }

    @Override
    public Tensor next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all " + next + " images have been read");
        }
        int end = Math.min(dataset.size(), next + batchSize);
        List<Tensor> tensors = new ArrayList<>(end - next);
        while (next < end) {
            tensors.add(decode(dataset.sample(next)));
            next++;
        }
        return Tensor.stack(tensors);
    }

    private Tensor decode(ImageSample sample) {
        if (sample instanceof PixelSample pixels) {
            return preprocessor.apply(pixels.pixels());
        }
        try {
            return decoder.decode(sample.bytes(), null);
        } catch (ExplainException e) {
            throw new DatasetException("data " + sample.name() + ": " + e.getMessage(), e);
        }
    }
}
