/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.preprocess.Preprocessing.ChannelOrder;
import io.patternstream.engine.preprocess.Preprocessing.Resize;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads a preprocessing that is spelt out. What is left out is that of the preset {@code unit}. */
final class PreprocessingNode {
    private static final Set<String> KEYS = Set.of("scale", "mean", "std", "order", "resize");

    private PreprocessingNode() {}

    static Preprocessing read(JsonNode node) {
        Set<String> unknown = new TreeSet<>();
        node.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(KEYS);
        if (!node.isObject() || !unknown.isEmpty()) {
            throw new IllegalArgumentException("it is the name of a preset or a mapping with the keys "
                    + new TreeSet<>(KEYS) + "; found " + (node.isObject() ? unknown.toString() : node.asText()));
        }
        Preprocessing unit = Preprocessing.preset("unit");
        return new Preprocessing(
                choice(node.path("order"), ChannelOrder.values(), unit.order()),
                node.has("scale") ? number(node.path("scale")) : unit.scale(),
                numbers(node.path("mean"), unit.mean()),
                numbers(node.path("std"), unit.std()),
                choice(node.path("resize"), Resize.values(), unit.resize()));
    }

    private static List<Double> numbers(JsonNode node, List<Double> fallback) {
        if (node.isMissingNode()) {
            return fallback;
        }
        if (!node.isArray()) {
            return List.of(number(node));
        }
        List<Double> numbers = new ArrayList<>();
        node.forEach(element -> numbers.add(number(element)));
        return numbers;
    }

    private static double number(JsonNode node) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException("'" + node.asText() + "' is not a number");
        }
        return node.doubleValue();
    }

    private static <E extends Enum<E>> E choice(JsonNode node, E[] values, E fallback) {
        if (node.isMissingNode()) {
            return fallback;
        }
        return Arrays.stream(values)
                .filter(value -> value.name().equalsIgnoreCase(node.asText()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + node.asText() + "' is none of "
                        + Arrays.toString(values).toLowerCase(Locale.ROOT)));
    }
}
