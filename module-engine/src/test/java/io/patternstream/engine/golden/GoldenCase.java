/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Model;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** One folder of golden reference outputs. */
public final class GoldenCase {
    private final Path folder;
    private final JsonNode json;
    private final Model model;

    private GoldenCase(Path folder, JsonNode json, Model model) {
        this.folder = folder;
        this.json = json;
        this.model = model;
    }

    /** {@return the folders of all cases} */
    public static Stream<String> names() {
        return Stream.of(
                "v1_mlp",
                "v2_plain_cnn",
                "v3_strided_dilated_grouped",
                "v4_batchnorm_cnn",
                "v5_residual",
                "v6_fire",
                "v7_relu6_depthwise",
                "v8_avgpool_even_kernel",
                "v9_toy_linear",
                "v10_cifar10_real",
                "v11_squeezenet_real");
    }

    /** {@return the folders of the cases that have patterns of all regimes} */
    public static Stream<String> namesWithAllRegimes() {
        return names().filter(name -> !name.equals("v7_relu6_depthwise") && !name.equals("v11_squeezenet_real"));
    }

    /**
     * Reads a case.
     *
     * @param name its folder
     * @return the case
     */
    public static GoldenCase read(String name) {
        Path folder = SharedFolder.require("goldens/" + name);
        try {
            JsonNode json =
                    new ObjectMapper().readTree(folder.resolve("case.json").toFile());
            return new GoldenCase(folder, json, Model.load(folder.resolve("model.onnx")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return its model, loaded} */
    public Model model() {
        return model;
    }

    /** {@return the parsed {@code case.json}} */
    public JsonNode json() {
        return json;
    }

    /** {@return the images} */
    public Tensor input() {
        return array("input.npy").tensor();
    }

    /** {@return the names of all maps} */
    public List<String> methods() {
        List<String> names = new ArrayList<>();
        json.get("methods").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /**
     * Returns how the engine calls the method of a map: a number at the end of the name is its parameter.
     *
     * @param method name of a map
     * @return name of a method
     */
    public static String engineName(String method) {
        return method.replaceFirst("_([0-9.]+)$", "($1)");
    }

    /** {@return one target per image} */
    public List<Target> targets() {
        JsonNode target = json.get("target");
        int samples = json.get("input").get("shape").get(0).asInt();
        return IntStream.range(0, samples)
                .mapToObj(n -> (Target)
                        switch (target.get("mode").asText()) {
                            case "argmax" -> new Target.MaxOutput();
                            case "none" -> new Target.None();
                            case "index" ->
                                new Target.ClassIndex(target.get("value").asInt());
                            case "list" ->
                                new Target.ClassIndex(target.get("value").get(n).asInt());
                            default -> throw new IllegalStateException(target.toString());
                        })
                .toList();
    }

    /**
     * Reads an array.
     *
     * @param file its name in the folder
     * @return the array
     */
    public NpyArray array(String file) {
        try {
            return Npy.read(Files.readAllBytes(folder.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the images that the patterns were computed on, transformed} */
    public Tensor data() {
        JsonNode data = json.get("patterns").get("data");
        String file = data.get("file").asText();
        NpyArray stored = file.endsWith(".npz") ? archive(file).get("data") : array(file);
        JsonNode transform = data.get("transform");
        if (transform.isNull()) {
            return stored.tensor();
        }
        double[] raw = stored.doubles();
        float[] values = new float[raw.length];
        int channels = stored.shape().dimension(1);
        int plane = stored.shape().dimension(2) * stored.shape().dimension(3);
        for (int i = 0; i < raw.length; i++) {
            int c = i / plane % channels;
            values[i] = (float) (raw[i] * transform.get("scale").get(c).asDouble()
                    + transform.get("offset").get(c).asDouble());
        }
        return Tensor.wrap(stored.shape(), values);
    }

    /** {@return the reference patterns, neuron first; empty where the case has none} */
    public Optional<PatternSnapshot> patterns() {
        if (!json.hasNonNull("patterns")) {
            return Optional.empty();
        }
        Map<String, LayerWeights> layers = new LinkedHashMap<>();
        model.layers().forEach(layer -> layers.put(layer.id().name(), layer));
        List<LayerPattern> patterns = new ArrayList<>();
        archive("patterns.npz").forEach((key, array) -> {
            String name = key.substring(0, key.lastIndexOf('/'));
            Regime regime = Regime.valueOf(key.substring(name.length() + 1).toUpperCase(Locale.ROOT));
            LayerWeights layer = layers.get(name);
            Shape shape = layer.weights().shape();
            double[] values = layer.inputFirst() ? transposed(array) : array.doubles();
            patterns.add(new LayerPattern(new LayerId(name), regime, shape, values));
        });
        String hash = model.description().sha256();
        PatternSnapshot.Provenance provenance =
                new PatternSnapshot.Provenance(hash, List.of(), 0, Map.of(), Instant.EPOCH);
        return Optional.of(new PatternSnapshot(new SnapshotId("golden"), provenance, patterns));
    }

    @Override
    public String toString() {
        return folder.getFileName().toString();
    }

    private Map<String, NpyArray> archive(String file) {
        Map<String, NpyArray> arrays = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(folder.resolve(file)))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                arrays.put(entry.getName().replaceAll("\\.npy$", ""), Npy.read(zip.readAllBytes()));
            }
            return arrays;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] transposed(NpyArray matrix) {
        int rows = matrix.shape().dimension(0);
        int columns = matrix.shape().dimension(1);
        double[] values = matrix.doubles();
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i % columns * rows + i / columns] = values[i];
        }
        return result;
    }
}
