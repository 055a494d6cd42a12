/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Parameters;
import io.patternstream.engine.spi.ModelFormatException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One layer of the file: its settings and its weights, which all calls of the layer share. Not thread-safe. */
final class KerasLayer {
    /** Larger extents could overflow when they are multiplied. */
    private static final int LARGEST = 32767;

    private final String type;
    private final JsonNode settings;
    private final WeightSource.Place place;
    private final KerasVersion version;
    private final WeightSource source;
    private final Map<String, Parameters> weights = new HashMap<>();
    private final Map<String, Optional<Tensor>> raw = new HashMap<>();

    KerasLayer(JsonNode json, WeightSource.Place place, KerasVersion version, WeightSource source) {
        this.type = json.path("class_name").asText();
        this.settings = json.path("config");
        this.place = place;
        this.version = version;
        this.source = source;
    }

    String type() {
        return type;
    }

    WeightSource.Place place() {
        return place;
    }

    KerasVersion version() {
        return version;
    }

    JsonNode setting(String key) {
        return settings.path(key);
    }

    boolean has(String key) {
        return settings.hasNonNull(key);
    }

    boolean flag(String key, boolean otherwise) {
        return settings.path(key).asBoolean(otherwise);
    }

    double number(String key, double otherwise) {
        return has(key) ? number(key, settings.path(key)) : otherwise;
    }

    int whole(String key, int otherwise) {
        return has(key) ? whole(key, settings.path(key), 0) : otherwise;
    }

    /** A list of whole numbers, for which the file may hold one number. */
    int[] extents(String key, int count, int least) {
        JsonNode node = settings.path(key);
        int[] extents = new int[count];
        if (node.isArray() && node.size() != count) {
            throw new ModelFormatException(key + " = " + node + " must be " + count + " numbers");
        }
        for (int i = 0; i < count; i++) {
            extents[i] = whole(key, node.isArray() ? node.path(i) : node, least);
        }
        return extents;
    }

    /** Checks that a text setting has one of the values that are supported; returns it. */
    String choice(String key, String otherwise, String... supported) {
        String value = has(key) ? settings.path(key).asText() : otherwise;
        for (String choice : supported) {
            if (choice.equalsIgnoreCase(value)) {
                return choice;
            }
        }
        throw new ModelFormatException(key + " = '" + value + "' is not supported; " + String.join(", ", supported)
                + (supported.length == 1 ? " is" : " are"));
    }

    /** One weight, arranged as the network wants it; the same object at every call. */
    Parameters weight(String name, int index, UnaryOperator<Tensor> arrangement) {
        return weights.computeIfAbsent(
                name,
                key -> Parameters.of(arrangement.apply(source.weight(place, name, index)
                        .orElseThrow(() -> new ModelFormatException("the file has no weight '" + name + "' for it")))));
    }

    /** One weight as the file holds it; kept, so only for small ones. */
    Optional<Tensor> raw(String name, int index) {
        return raw.computeIfAbsent(name, key -> source.weight(place, name, index));
    }

    static int whole(String key, JsonNode node, int least) {
        if (!node.isIntegralNumber()
                || !node.canConvertToInt()
                || node.intValue() < least
                || node.intValue() > LARGEST) {
            throw new ModelFormatException(key + " = " + node + " must be whole, " + least + " to " + LARGEST);
        }
        return node.intValue();
    }

    static double number(String key, JsonNode node) {
        if (!node.isNumber()) {
            throw new ModelFormatException(key + " = " + node + " must be a number");
        }
        return node.doubleValue();
    }
}
