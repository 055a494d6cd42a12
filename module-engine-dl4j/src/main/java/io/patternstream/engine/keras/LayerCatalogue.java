/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.engine.spi.ModelFormatException;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The layers that can be read, by Keras's class names. Stateless. */
final class LayerCatalogue {
    /** Layers that pass their input on when a model predicts. */
    private static final Set<String> PASSIVE = Set.of(
            "ActivityRegularization",
            "AlphaDropout",
            "Dropout",
            "GaussianDropout",
            "GaussianNoise",
            "RandomBrightness",
            "RandomContrast",
            "RandomFlip",
            "RandomRotation",
            "RandomTranslation",
            "RandomZoom",
            "SpatialDropout1D",
            "SpatialDropout2D");

    private static final Map<String, ToIntFunction<LayerCall>> LAYERS = Map.ofEntries(
            Map.entry("Activation", call -> Activations.named(call, call.input())),
            Map.entry("Add", MergeLayers::add),
            Map.entry("Average", MergeLayers::average),
            Map.entry("AveragePooling1D", PoolLayers::average),
            Map.entry("AveragePooling2D", PoolLayers::average),
            Map.entry("BatchNormalization", AffineLayers::batchNorm),
            Map.entry("Concatenate", MergeLayers::concatenate),
            Map.entry("Conv1D", LinearLayers::convolution),
            Map.entry("Conv2D", LinearLayers::convolution),
            Map.entry("Conv2DTranspose", LinearLayers::transposed),
            Map.entry("Cropping1D", ShapeLayers::crop),
            Map.entry("Cropping2D", ShapeLayers::crop),
            Map.entry("Dense", LinearLayers::dense),
            Map.entry("DepthwiseConv1D", LinearLayers::depthwise),
            Map.entry("DepthwiseConv2D", LinearLayers::depthwise),
            Map.entry("ELU", Activations::elu),
            Map.entry("Flatten", ShapeLayers::flatten),
            Map.entry("GlobalAveragePooling1D", PoolLayers::globalAverage),
            Map.entry("GlobalAveragePooling2D", PoolLayers::globalAverage),
            Map.entry("GlobalMaxPooling1D", PoolLayers::globalMaximum),
            Map.entry("GlobalMaxPooling2D", PoolLayers::globalMaximum),
            Map.entry("LeakyReLU", Activations::leakyRelu),
            Map.entry("MaxPooling1D", PoolLayers::maximum),
            Map.entry("MaxPooling2D", PoolLayers::maximum),
            Map.entry("Multiply", MergeLayers::multiply),
            Map.entry("Normalization", AffineLayers::normalise),
            Map.entry("PReLU", Activations::prelu),
            Map.entry("Permute", ShapeLayers::permute),
            Map.entry("ReLU", Activations::relu),
            Map.entry("Rescaling", AffineLayers::rescale),
            Map.entry("Reshape", ShapeLayers::reshape),
            Map.entry("SeparableConv1D", LinearLayers::separable),
            Map.entry("SeparableConv2D", LinearLayers::separable),
            Map.entry("Softmax", Activations::softmax),
            Map.entry("Subtract", MergeLayers::subtract),
            Map.entry("UpSampling1D", ShapeLayers::upsample),
            Map.entry("UpSampling2D", ShapeLayers::upsample),
            Map.entry("ZeroPadding1D", ShapeLayers::pad),
            Map.entry("ZeroPadding2D", ShapeLayers::pad));

    private LayerCatalogue() {}

    /** Writes one use of a layer; returns the position of its result. */
    static int write(LayerCall call) {
        String type = call.layer().type();
        if (PASSIVE.contains(type)) {
            return call.input();
        }
        ToIntFunction<LayerCall> layer = LAYERS.get(type);
        if (layer == null) {
            String reason = "Lambda".equals(type) ? ": it is code, and code in a model file is never run" : "";
            throw new ModelFormatException("this type of layer is not supported" + reason);
        }
        call.requireChannelsLast();
        return layer.applyAsInt(call);
    }
}
