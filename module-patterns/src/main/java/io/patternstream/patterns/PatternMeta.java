/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The {@code meta.json} of a pattern file.
 *
 * @param id the snapshot's id
 * @param provenance where it came from
 * @param layers every layer of the model that patterns are learned for
 * @param degenerate degenerate neurons by {@code layer/regime}; an entry for every pattern array of the file
 * @param labels what the maker of the statistics wants to find again; empty for most files
 */
record PatternMeta(
        String id,
        Provenance provenance,
        List<Layer> layers,
        Map<String, List<Integer>> degenerate,
        Map<String, String> labels) {
    static final String ENTRY = "meta.json";
    static final int FORMAT_VERSION = 1;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * One layer.
     *
     * @param name its name in the model file
     * @param weightsSha256 hash of its canonised weights, neuron first, as little-endian float32
     * @param inputFirst whether its arrays are {@code [I, O]}
     * @param regime the regime that explains it; files of earlier versions do not say, which is read as linear
     */
    record Layer(String name, String weightsSha256, boolean inputFirst, Regime regime) {
        static Layer of(LayerWeights layer) {
            return new Layer(layer.id().name(), Hashes.of(layer.weights()), layer.inputFirst(), layer.regime());
        }
    }

    static PatternMeta of(PatternSnapshot snapshot, List<LayerWeights> layers, Map<String, String> labels) {
        Map<String, List<Integer>> degenerate = new LinkedHashMap<>();
        for (LayerPattern pattern : snapshot.patterns()) {
            degenerate.put(pattern.layer() + "/" + pattern.regime().key(), pattern.degenerate());
        }
        List<Layer> described = layers.stream().map(Layer::of).toList();
        return new PatternMeta(snapshot.id().value(), snapshot.provenance(), described, degenerate, labels);
    }

    byte[] toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.put("format_version", FORMAT_VERSION);
        root.put("snapshot_id", id);
        root.put("model_sha256", provenance.modelSha256());
        ArrayNode estimators = root.putArray("estimators");
        provenance.estimators().forEach(estimators::add);
        root.put("samples", provenance.samples());
        if (provenance.effectiveSamples() != provenance.samples()) {
            root.put("effective_samples", provenance.effectiveSamples());
        }
        ObjectNode offsets = root.putObject("source_offsets");
        new TreeMap<>(provenance.offsets()).forEach(offsets::put);
        root.put("created", provenance.created().toString());
        ArrayNode layerNodes = root.putArray("layers");
        for (Layer layer : layers) {
            layerNodes
                    .addObject()
                    .put("name", layer.name)
                    .put("weights_sha256", layer.weightsSha256)
                    .put("input_first", layer.inputFirst)
                    .put("regime", layer.regime.key());
        }
        ObjectNode neurons = root.putObject("degenerate_neurons");
        degenerate.forEach((key, indices) -> {
            ArrayNode list = neurons.putArray(key);
            indices.forEach(list::add);
        });
        if (!labels.isEmpty()) {
            ObjectNode texts = root.putObject("labels");
            new TreeMap<>(labels).forEach(texts::put);
        }
        try {
            return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of plain values can be written", e);
        }
    }

    static PatternMeta parse(String file, byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            int version = root.path("format_version").asInt();
            if (version < 1 || version > FORMAT_VERSION) {
                throw new PatternFormatException(
                        file + ": " + ENTRY + " has format version " + version + ", 1 to " + FORMAT_VERSION
                                + " can be read",
                        null);
            }
            SnapshotId id = new SnapshotId(
                    Objects.requireNonNullElse(root.required("snapshot_id").textValue(), ""));
            return new PatternMeta(id.value(), provenance(root), layers(root), degenerate(root), labels(root));
        } catch (IOException | IllegalArgumentException | NullPointerException | DateTimeParseException e) {
            throw new PatternFormatException(file + ": " + ENTRY + " is malformed: " + e.getMessage(), e);
        }
    }

    private static Provenance provenance(JsonNode root) {
        List<String> estimators = new ArrayList<>();
        root.required("estimators").forEach(name -> estimators.add(name.asText()));
        Map<String, Long> offsets = new LinkedHashMap<>();
        root.path("source_offsets")
                .properties()
                .forEach(e -> offsets.put(e.getKey(), e.getValue().asLong()));
        return new Provenance(
                root.required("model_sha256").asText(),
                estimators,
                root.required("samples").asLong(),
                root.path("effective_samples")
                        .asDouble((double) root.required("samples").asLong()),
                offsets,
                Instant.parse(root.required("created").asText()));
    }

    private static List<Layer> layers(JsonNode root) {
        List<Layer> layers = new ArrayList<>();
        for (JsonNode layer : root.required("layers")) {
            layers.add(new Layer(
                    layer.required("name").asText(),
                    layer.required("weights_sha256").asText(),
                    layer.path("input_first").asBoolean(),
                    Regime.valueOf(layer.path("regime").asText("linear").toUpperCase(Locale.ROOT))));
        }
        return layers;
    }

    private static Map<String, String> labels(JsonNode root) {
        Map<String, String> labels = new LinkedHashMap<>();
        root.path("labels")
                .properties()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        return labels;
    }

    private static Map<String, List<Integer>> degenerate(JsonNode root) {
        Map<String, List<Integer>> degenerate = new LinkedHashMap<>();
        root.required("degenerate_neurons").properties().forEach(entry -> {
            List<Integer> indices = new ArrayList<>();
            entry.getValue().forEach(index -> indices.add(index.asInt()));
            degenerate.put(entry.getKey(), indices);
        });
        return degenerate;
    }
}
