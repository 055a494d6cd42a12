/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples to explain, in the order of the files.
 *
 * @param samples preprocessed, each {@code [C, H, W]}
 */
record ExplainInputs(List<Sample> samples) {

    /** One sample and where it came from. */
    record Sample(String name, Tensor values) {}

    /** Reads a data set for a model with such an input. */
    static ExplainInputs read(Dataset dataset, Preprocessing preprocessing, Shape input) {
        Batches single = Batches.create(dataset, preprocessing, input, 1);
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            samples.add(new Sample(dataset.sample(i).name(), single.next().reshape(input)));
        }
        return new ExplainInputs(samples);
    }

    /** Samples {@code from} to {@code to}, exclusive, as one batch {@code [N, C, H, W]}. */
    Tensor batch(int from, int to) {
        return Tensor.stack(
                samples.subList(from, to).stream().map(Sample::values).toList());
    }
}
