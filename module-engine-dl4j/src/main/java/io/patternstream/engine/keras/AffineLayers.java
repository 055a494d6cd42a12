/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.Arrays;
import java.util.Optional;

/** Layers that scale and shift each channel. Stateless. */
final class AffineLayers {
    private static final double TINY = 1e-7;

    private AffineLayers() {}

    static int batchNorm(LayerCall call) {
        KerasLayer layer = call.layer();
        requireLastAxis(call);
        boolean scaled = layer.flag("scale", true);
        boolean centred = layer.flag("center", true);
        int statistics = (scaled ? 1 : 0) + (centred ? 1 : 0);
        double[] gamma = scaled ? channel(call, "gamma", 0) : filled(call, 1);
        double[] beta = centred ? channel(call, "beta", scaled ? 1 : 0) : filled(call, 0);
        double[] mean = channel(call, "moving_mean", statistics);
        double[] variance = channel(call, "moving_variance", statistics + 1);
        double epsilon = layer.number("epsilon", 1e-3);
        for (int c = 0; c < gamma.length; c++) {
            gamma[c] /= Math.sqrt(variance[c] + epsilon);
            beta[c] -= mean[c] * gamma[c];
        }
        return affine(call, gamma, beta);
    }

    static int rescale(LayerCall call) {
        return affine(call, setting(call, "scale", 1), setting(call, "offset", 0));
    }

    /** {@code (x - mean) / max(sqrt(variance), 1e-7)}; its statistics are settings, or weights where it learned them. */
    static int normalise(LayerCall call) {
        KerasLayer layer = call.layer();
        requireLastAxis(call);
        double[] mean = layer.has("mean") ? setting(call, "mean", 0) : channel(call, "mean", 0);
        double[] variance = layer.has("variance") ? setting(call, "variance", 1) : channel(call, "variance", 1);
        double[] scale = new double[mean.length];
        double[] shift = new double[mean.length];
        for (int c = 0; c < scale.length; c++) {
            double deviation = Math.max(Math.sqrt(variance[c]), TINY);
            boolean invert = layer.flag("invert", false);
            scale[c] = invert ? deviation : 1 / deviation;
            shift[c] = invert ? mean[c] : -mean[c] / deviation;
        }
        return affine(call, scale, shift);
    }

    private static int affine(LayerCall call, double[] scale, double[] shift) {
        Shape channels = Shape.of(scale.length);
        Operation affine = new Operation.Affine(Parameters.of(channels, scale), Parameters.of(channels, shift));
        return call.add("", affine, call.input());
    }

    private static void requireLastAxis(LayerCall call) {
        JsonNode setting = call.layer().setting("axis");
        JsonNode axis = setting.isArray() && setting.size() == 1 ? setting.get(0) : setting;
        if (!axis.isMissingNode() && (!axis.isIntegralNumber() || call.axis(axis.asInt()) != 0)) {
            throw new ModelFormatException("axis = " + setting + " is not supported; the last axis is");
        }
    }

    private static double[] channel(LayerCall call, String weight, int index) {
        Optional<Tensor> raw = call.layer().raw(weight, index);
        if (raw.isEmpty()) {
            throw new ModelFormatException("the file has no weight '" + weight + "' for it");
        }
        Tensor values = raw.get();
        double[] channels = filled(call, 0);
        if (values.shape().elementCount() != channels.length) {
            throw new ModelFormatException("its weight '" + weight + "' has the shape " + values.shape()
                    + ", but there are " + channels.length + " channels");
        }
        for (int c = 0; c < channels.length; c++) {
            channels[c] = values.at(c);
        }
        return channels;
    }

    /** A number for all channels, or a list, at any depth, of one number for each. */
    private static double[] setting(LayerCall call, String key, double otherwise) {
        JsonNode node = call.layer().setting(key);
        while (node.isArray() && node.size() == 1) {
            node = node.get(0);
        }
        if (!node.isArray()) {
            return filled(call, node.isMissingNode() || node.isNull() ? otherwise : KerasLayer.number(key, node));
        }
        double[] values = filled(call, 0);
        if (node.size() != values.length) {
            throw new ModelFormatException(
                    key + " = " + node + " must be one number or one for each of " + values.length + " channels");
        }
        for (int c = 0; c < values.length; c++) {
            values[c] = KerasLayer.number(key, node.get(c));
        }
        return values;
    }

    private static double[] filled(LayerCall call, double value) {
        double[] values = new double[call.shape().dimension(0)];
        Arrays.fill(values, value);
        return values;
    }
}
