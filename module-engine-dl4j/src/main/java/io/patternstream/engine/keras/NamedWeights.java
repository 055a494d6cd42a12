/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weights of a whole-model HDF5 file: one group per layer of the outer model, in it arrays whose paths end with the layer's
 * name and the weight's ({@code model_weights/conv/conv/kernel:0}). A model inside the model has one group for all its
 * layers. What Keras puts before the layer's name differs between versions, so the end of the path decides.
 */
final class NamedWeights implements WeightSource {
    private static final String ROOT = "model_weights/";

    private final Hdf5 file;
    private final Map<String, List<String>> arrays = new HashMap<>();

    NamedWeights(Hdf5 file) {
        this.file = file;
    }

    @Override
    public Optional<Tensor> weight(Place layer, String weight, int index) {
        String group = ROOT + layer.names().get(0);
        List<String> paths = arrays.computeIfAbsent(group, file::arrays);
        int outer = layer.names().size() == 1 ? 1 : 0;
        for (int from = 0; from < layer.names().size() + outer; from++) {
            String end = "/"
                    + String.join("/", layer.names().subList(from, layer.names().size()));
            String wanted = end.length() == 1 ? "/" + weight : end + "/" + weight;
            List<String> found = paths.stream()
                    .filter(path -> ("/" + withoutOutput(path)).endsWith(wanted))
                    .toList();
            if (found.size() > 1) {
                throw new ModelFormatException("has several weights '" + weight + "': " + found);
            }
            if (found.size() == 1) {
                return file.array(group + "/" + found.get(0));
            }
        }
        return Optional.empty();
    }

    /** Keras 2 writes the number of a TensorFlow operation's output behind the name. */
    private static String withoutOutput(String path) {
        return path.endsWith(":0") ? path.substring(0, path.length() - 2) : path;
    }
}
