/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Tensor;
import java.util.Optional;

/** Weights of a {@code .keras} zip: {@code layers/conv2d_1/vars/0}, layers by class and number, weights by position. */
final class NumberedWeights implements WeightSource {
    private final Hdf5 file;

    NumberedWeights(Hdf5 file) {
        this.file = file;
    }

    @Override
    public Optional<Tensor> weight(Place layer, String weight, int index) {
        return file.array("layers/" + String.join("/layers/", layer.classes()) + "/vars/" + index);
    }
}
