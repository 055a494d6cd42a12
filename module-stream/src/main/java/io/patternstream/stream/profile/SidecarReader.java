/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Methods;
import io.patternstream.engine.preprocess.Preprocessing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Reads a sidecar file; one per reading.
 *
 * <pre>
 * preprocess: imagenet            # a preset, or scale, mean, std (numbers or one per channel), order (rgb, bgr),
 *                                 # resize (centre_crop, stretch)
 * labels: [cat, dog]              # or the name of a text file beside it, one label a line
 * methods: [patternattribution]
 * target: max_output              # or a class index, none, top:k, contrast:a,b
 * input: [3, 299, 299]            # channels, height, width, where the model's file leaves the size open
 * </pre>
 */
final class SidecarReader {
    private static final Set<String> KEYS = Set.of("preprocess", "labels", "methods", "target", "input");

    private final Path sidecar;
    private final ModelDescription model;
    private final List<String> errors = new ArrayList<>();

    private SidecarReader(Path sidecar, ModelDescription model) {
        this.sidecar = sidecar;
        this.model = model;
    }

    static ModelProfile read(Path sidecar, ModelDescription model, ModelProfile guess) {
        SidecarReader reader = new SidecarReader(sidecar, model);
        ModelProfile profile = reader.profile(guess);
        if (!reader.errors.isEmpty()) {
            throw new ModelProfileException(sidecar, reader.errors);
        }
        return profile;
    }

    /** The shape of the model's input that a sidecar says, if it does. */
    static Optional<Shape> input(Path sidecar) {
        JsonNode node = parse(sidecar).path("input");
        if (node.isMissingNode()) {
            return Optional.empty();
        }
        int[] dimensions = new int[node.size()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = node.get(i).isInt() ? node.get(i).intValue() : 0;
        }
        if (dimensions.length != 3 || Arrays.stream(dimensions).anyMatch(extent -> extent < 1 || extent > 1 << 15)) {
            throw new ModelProfileException(
                    sidecar, List.of("input: " + node + " is not [channels, height, width], each 1 to " + (1 << 15)));
        }
        return Optional.of(Shape.of(dimensions));
    }

    private ModelProfile profile(ModelProfile guess) {
        JsonNode root = parse(sidecar);
        Set<String> unknown = new TreeSet<>();
        root.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            errors.add("unknown keys " + unknown + ", known are " + new TreeSet<>(KEYS));
        }
        JsonNode preprocess = root.path("preprocess");
        return new ModelProfile(
                attempt(
                        "preprocess",
                        guess.preprocessing(),
                        () -> preprocess.isMissingNode() ? guess.preprocessing() : preprocessing(preprocess)),
                attempt("labels", guess.labels(), () -> labels(root.path("labels"), guess.labels())),
                attempt("methods", guess.methods(), () -> methods(root.path("methods"))),
                attempt("target", guess.target(), () -> target(root.path("target"))),
                "read from " + sidecar);
    }

    private static JsonNode parse(Path sidecar) {
        try {
            JsonNode root = new YAMLMapper().readTree(Files.readString(sidecar, StandardCharsets.UTF_8));
            if (!root.isObject()) {
                throw new ModelProfileException(sidecar, List.of("it is not a YAML mapping"));
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new ModelProfileException(
                    sidecar,
                    List.of("it is not YAML: " + e.getOriginalMessage().strip().replaceAll("\\s+", " ")));
        } catch (IOException e) {
            throw new ModelProfileException(sidecar, List.of("it cannot be read: " + e));
        }
    }

    /** Collects the error, so that all are reported at once. */
    private <T> T attempt(String key, T fallback, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException | ExplainException e) {
            errors.add(key + ": " + e.getMessage());
            return fallback;
        }
    }

    private Preprocessing preprocessing(JsonNode node) {
        Preprocessing preprocessing =
                node.isTextual() ? Preprocessing.preset(node.textValue()) : PreprocessingNode.read(node);
        int channels = model.input().dimension(0);
        for (List<Double> values : List.of(preprocessing.mean(), preprocessing.std())) {
            if (values.size() != 1 && values.size() != channels) {
                throw new IllegalArgumentException(
                        values.size() + " values " + values + " for " + channels + " channels");
            }
        }
        return preprocessing;
    }

    private List<String> labels(JsonNode node, List<String> guess) {
        if (node.isMissingNode()) {
            return guess;
        }
        List<String> labels = node.isTextual() ? lines(node.textValue()) : texts(node);
        if (labels.size() != model.classes()) {
            throw new IllegalArgumentException(
                    labels.size() + " labels for a model of " + model.classes() + " classes");
        }
        return labels;
    }

    private List<String> lines(String name) {
        Path file = sidecar.resolveSibling(name);
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException("file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> methods(JsonNode node) {
        return node.isMissingNode()
                ? List.of()
                : texts(node).stream().map(Methods::canonical).distinct().toList();
    }

    private Target target(JsonNode node) {
        Target target = node.isMissingNode() ? new Target.MaxOutput() : Target.parse(node.asText());
        target.requireWithin(model.classes());
        return target;
    }

    private static List<String> texts(JsonNode node) {
        if (!node.isArray()) {
            throw new IllegalArgumentException("'" + node.asText() + "' is not a list");
        }
        List<String> texts = new ArrayList<>();
        node.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
