/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Nonlinearity;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.spi.ModelFormatException;

/** Activation layers, and the activations that other layers end with. Stateless. */
final class Activations {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_SCALE = 1.0507009873554805;

    private Activations() {}

    /** Adds the activation that a layer's settings name. */
    static int named(LayerCall call, int x) {
        JsonNode setting = call.layer().setting("activation");
        if (setting.isMissingNode() || setting.isNull()) {
            return x;
        }
        String name = setting.isTextual() ? setting.asText() : builtIn(setting);
        if ("linear".equals(name)) {
            return x;
        }
        if ("softmax".equals(name) || "log_softmax".equals(name)) {
            return call.graph().softmax(call.name() + "." + name, x, "log_softmax".equals(name));
        }
        return call.add(
                "." + name, new Operation.Activation(function(name, call.layer().version())), x);
    }

    static int relu(LayerCall call) {
        KerasLayer layer = call.layer();
        double max = layer.number("max_value", Double.POSITIVE_INFINITY);
        double slope = layer.number("negative_slope", 0);
        if (layer.number("threshold", 0) != 0) {
            throw new ModelFormatException("threshold = " + layer.setting("threshold") + " is not supported; 0 is");
        }
        if (Double.isInfinite(max)) {
            return add(call, slope == 0 ? new Nonlinearity.Relu() : new Nonlinearity.LeakyRelu(slope));
        }
        if (slope == 0) {
            return add(call, new Nonlinearity.Clip(0, max));
        }
        int leaky = call.add(".leaky", new Operation.Activation(new Nonlinearity.LeakyRelu(slope)), call.input());
        Nonlinearity clip = new Nonlinearity.Clip(Double.NEGATIVE_INFINITY, max);
        return call.add("", new Operation.Activation(clip), leaky);
    }

    static int leakyRelu(LayerCall call) {
        String key = call.layer().has("alpha") ? "alpha" : "negative_slope";
        return add(call, new Nonlinearity.LeakyRelu(call.layer().number(key, 0.3)));
    }

    static int elu(LayerCall call) {
        return add(call, new Nonlinearity.Elu(call.layer().number("alpha", 1), 1));
    }

    static int softmax(LayerCall call) {
        JsonNode axis = call.layer().setting("axis");
        if (axis.isIntegralNumber() && call.axis(axis.asInt()) != 0) {
            throw new ModelFormatException("axis = " + axis + " is not supported; the last axis is");
        }
        return call.graph().softmax(call.name(), call.input(), false);
    }

    /** Learned slopes, which the file may share along axes, one for each element. */
    static int prelu(LayerCall call) {
        Shape sample = call.shape();
        call.graph().reserve(sample.elementCount());
        Parameters slopes = call.layer().weight("alpha", 0, alpha -> Arrangement.spread(alpha, sample));
        return add(call, new Nonlinearity.PRelu(slopes));
    }

    private static int add(LayerCall call, Nonlinearity function) {
        return call.add("", new Operation.Activation(function), call.input());
    }

    private static Nonlinearity function(String name, KerasVersion version) {
        return switch (name) {
            case "relu" -> new Nonlinearity.Relu();
            case "relu6" -> new Nonlinearity.Clip(0, 6);
            case "leaky_relu" -> new Nonlinearity.LeakyRelu(0.2);
            case "elu" -> new Nonlinearity.Elu(1, 1);
            case "selu" -> new Nonlinearity.Elu(SELU_ALPHA, SELU_SCALE);
            case "sigmoid" -> new Nonlinearity.Sigmoid();
            case "tanh" -> new Nonlinearity.Tanh();
            case "hard_sigmoid" -> new Nonlinearity.HardSigmoid(version == KerasVersion.TWO ? 0.2 : 1.0 / 6, 0.5);
            case "hard_silu", "hard_swish" -> new Nonlinearity.HardSwish();
            case "silu", "swish" -> new Nonlinearity.Swish();
            case "gelu" -> new Nonlinearity.Gelu();
            case "softplus" -> new Nonlinearity.Softplus();
            case "softsign" -> new Nonlinearity.Softsign();
            default -> throw new ModelFormatException("the activation '" + name + "' is not supported");
        };
    }

    private static String builtIn(JsonNode setting) {
        JsonNode name = setting.path("config");
        if ("function".equals(setting.path("class_name").asText()) && name.isTextual()) {
            return name.asText();
        }
        throw new ModelFormatException(
                "the activation " + setting.path("class_name") + " is not one of Keras's functions");
    }
}
