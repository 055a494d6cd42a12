/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What one call of a layer reads. Keras 2 writes {@code [["conv", 0, 0, {}], ...]}, Keras 3 {@code {"args": [...],
 * "kwargs": {...}}} with a {@code keras_history} of {@code ["conv", 0, 0]} in each tensor. Stateless.
 */
final class InboundNode {
    private InboundNode() {}

    static List<KerasModel.Tensor> tensors(String layer, JsonNode node) {
        List<KerasModel.Tensor> tensors = new ArrayList<>();
        if (node.isObject()) {
            collect(layer, node.path("args"), tensors);
            refuseOptions(layer, node.path("kwargs"));
            return tensors;
        }
        boolean single = node.path(0).isTextual();
        for (JsonNode argument : single ? List.of(node) : node) {
            tensors.add(tensor(argument));
            refuseOptions(layer, argument.path(3));
        }
        return tensors;
    }

    /** A model's inputs or outputs: a list of {@code ["conv", 0, 0]}, or in Keras 3 one of these itself. */
    static List<KerasModel.Tensor> ends(String key, JsonNode config) {
        JsonNode list = config.path(key);
        if (list.path(0).isTextual()) {
            return List.of(tensor(list));
        }
        List<KerasModel.Tensor> tensors = new ArrayList<>();
        list.forEach(end -> tensors.add(tensor(end)));
        if (tensors.isEmpty()) {
            throw new ModelFormatException("its configuration has no " + key);
        }
        return tensors;
    }

    private static void collect(String layer, JsonNode node, List<KerasModel.Tensor> tensors) {
        if (node.isArray()) {
            node.forEach(child -> collect(layer, child, tensors));
        } else if (node.path("config").has("keras_history")) {
            tensors.add(tensor(node.path("config").path("keras_history")));
        } else {
            throw new ModelFormatException("layer '" + layer + "' is called with " + node + ", which is not a tensor");
        }
    }

    private static KerasModel.Tensor tensor(JsonNode history) {
        JsonNode call = history.path(1);
        if (!history.path(0).isTextual()
                || !call.isIntegralNumber()
                || history.path(2).asInt(-1) != 0) {
            throw new ModelFormatException("its configuration connects " + history
                    + ", which is not the first result [layer, call, 0] of a layer's call");
        }
        return new KerasModel.Tensor(history.path(0).asText(), call.asInt());
    }

    /** Options of a call can change what a layer computes; only those that say nothing are known to be harmless. */
    private static void refuseOptions(String layer, JsonNode options) {
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            boolean silent = option.getValue().isNull()
                    || ("training".equals(option.getKey())
                            && option.getValue().isBoolean()
                            && !option.getValue().asBoolean());
            if (!silent) {
                throw new ModelFormatException("layer '" + layer + "' is called with the option " + option.getKey()
                        + " = " + option.getValue() + ", which is not supported");
            }
        }
    }
}
