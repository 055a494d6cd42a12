/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import java.util.Map;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies the parameters of one layer out of DL4J's table. Stateless. */
final class LayerWeightsReader {
    private LayerWeightsReader() {}

    static Operation convolution(ConvolutionLayer layer, Shape input, Map<String, INDArray> table) {
        Tensor weights = tensor(required(table, DefaultParamInitializer.WEIGHT_KEY));
        return new Operation.Convolution(
                weights,
                bias(table, weights.shape().dimension(0)),
                Geometry.of(layer).window(input),
                1);
    }

    static Operation dense(Map<String, INDArray> table) {
        Tensor weights =
                tensor(required(table, DefaultParamInitializer.WEIGHT_KEY).transpose());
        return new Operation.Dense(weights, bias(table, weights.shape().dimension(0)), true);
    }

    static Operation batchNorm(BatchNormalization layer, Shape input, Map<String, INDArray> table) {
        int channels = input.dimension(0);
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        INDArray mean = required(table, BatchNormalizationParamInitializer.GLOBAL_MEAN);
        for (int c = 0; c < channels; c++) {
            double gamma = layer.isLockGammaBeta()
                    ? layer.getGamma()
                    : required(table, BatchNormalizationParamInitializer.GAMMA).getDouble(c);
            double beta = layer.isLockGammaBeta()
                    ? layer.getBeta()
                    : required(table, BatchNormalizationParamInitializer.BETA).getDouble(c);
            scale[c] = gamma / Math.sqrt(variance(layer, table, c) + layer.getEps());
            shift[c] = beta - mean.getDouble(c) * scale[c];
        }
        Shape shape = Shape.of(channels);
        return new Operation.Affine(Parameters.of(shape, scale), Parameters.of(shape, shift));
    }

    private static double variance(BatchNormalization layer, Map<String, INDArray> table, int channel) {
        if (layer.isUseLogStd()) {
            double log10 = required(table, BatchNormalizationParamInitializer.GLOBAL_LOG_STD)
                    .getDouble(channel);
            return Math.pow(10, 2 * log10);
        }
        return required(table, BatchNormalizationParamInitializer.GLOBAL_VAR).getDouble(channel);
    }

    private static Tensor bias(Map<String, INDArray> table, int neurons) {
        INDArray bias = table.get(DefaultParamInitializer.BIAS_KEY);
        float[] values =
                bias == null ? new float[neurons] : bias.dup('c').data().asFloat();
        return Tensor.wrap(Shape.of(neurons), values);
    }

    private static Tensor tensor(INDArray array) {
        int[] dimensions = new int[array.rank()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = (int) array.size(i);
        }
        return Tensor.wrap(Shape.of(dimensions), array.dup('c').data().asFloat());
    }

    private static INDArray required(Map<String, INDArray> table, String key) {
        INDArray array = table.get(key);
        if (array == null) {
            throw new IllegalArgumentException("has no parameter '" + key + "'; it has " + table.keySet());
        }
        return array;
    }
}
