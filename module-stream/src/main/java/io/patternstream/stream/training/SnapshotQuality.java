/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.patternstream.stream.metrics.LayerDrift;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a new snapshot changes, compared with the one that was active when it was made.
 *
 * @param active id of that one
 * @param layers in the order of the model
 */
public record SnapshotQuality(String active, List<LayerDrift> layers) {

    /** Copies. */
    public SnapshotQuality {
        layers = List.copyOf(layers);
    }

    void encode(ObjectNode into) {
        into.put("active", active);
        ArrayNode array = into.putArray("layers");
        for (LayerDrift layer : layers) {
            ObjectNode node = array.addObject().put("name", layer.layer()).put("distance", layer.distance());
            layer.activeRho().ifPresent(rho -> node.put("active_rho", rho));
            layer.newRho().ifPresent(rho -> node.put("new_rho", rho));
        }
    }

    static Optional<SnapshotQuality> decode(JsonNode node) {
        if (!node.isObject()) {
            return Optional.empty();
        }
        List<LayerDrift> layers = new ArrayList<>();
        node.path("layers")
                .forEach(layer -> layers.add(new LayerDrift(
                        layer.path("name").asText(),
                        layer.path("distance").asDouble(),
                        number(layer.path("active_rho")),
                        number(layer.path("new_rho")))));
        return Optional.of(new SnapshotQuality(node.path("active").asText(), layers));
    }

    private static OptionalDouble number(JsonNode node) {
        return node.isNumber() ? OptionalDouble.of(node.asDouble()) : OptionalDouble.empty();
    }
}
