/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.Shape;
import io.patternstream.patterns.stats.CoMoments;
import io.patternstream.patterns.stats.LayerAccumulator;
import java.io.IOException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The statistics in a pattern file, behind its patterns: per layer the weights they were made with, and per sign of the
 * pre-activation the arrays of {@link CoMoments}, float64 with the neurons first. Stateless.
 *
 * <pre>
 * &lt;layer&gt;/statistics.weights.npy              [O, ...]   float32
 * &lt;layer&gt;/statistics.positive.count.npy       [O]        likewise mean_y, m2_y
 * &lt;layer&gt;/statistics.positive.mean_x.npy      [O, D]     likewise co_moment; and all five for negative
 * </pre>
 */
final class StatisticsArchive {
    /** The label that holds the model's name. */
    static final String MODEL = "model_name";

    private static final String MARK = "statistics.";
    private static final String WEIGHTS = "weights";
    /** Of a layer: its weights, and five of each sign. */
    private static final int ARRAYS = 11;

    private StatisticsArchive() {}

    /** Whether an entry of a pattern file is one of these. */
    static boolean holds(String entry) {
        int slash = entry.lastIndexOf('/');
        return slash > 0 && entry.startsWith(MARK, slash + 1);
    }

    /** Takes the entries of the archive. */
    @FunctionalInterface
    interface Entries {
        void add(String name, byte[] content) throws IOException;
    }

    static void write(PatternTrainer trainer, Entries entries) throws IOException {
        for (LayerWeights layer : trainer.layers()) {
            LayerAccumulator statistics = trainer.statistics(layer);
            entries.add(name(layer.id(), WEIGHTS), Npy.write(layer.weights()));
            write(layer.id(), "positive.", statistics.positive(), entries);
            write(layer.id(), "negative.", statistics.negative(), entries);
        }
    }

    private static void write(LayerId layer, String sign, CoMoments moments, Entries entries) throws IOException {
        moments.write((name, values) -> {
            Shape shape = values.length == moments.neurons()
                    ? Shape.of(moments.neurons())
                    : Shape.of(moments.neurons(), moments.inputs());
            entries.add(name(layer, sign + name), Npy.write(shape, values));
        });
    }

    private static String name(LayerId layer, String array) {
        return layer + "/" + MARK + array + ".npy";
    }

    /**
     * Reads the statistics of a whole file.
     *
     * @param archive at its beginning
     * @param estimators for the trainer; empty for those of the file
     * @param clock for the trainer
     * @return what the file holds
     */
    static StatisticsFile.Shard read(PatternArchive archive, List<String> estimators, InstantSource clock)
            throws IOException {
        Map<String, Map<String, NpyArray>> open = new HashMap<>();
        Map<String, LayerAccumulator> done = new HashMap<>();
        Map<String, LayerWeights> weights = new HashMap<>();
        for (Optional<String> next = archive.nextStatistics(); next.isPresent(); next = archive.nextStatistics()) {
            String entry = next.get();
            String layer = entry.substring(0, entry.lastIndexOf('/'));
            Map<String, NpyArray> arrays = open.computeIfAbsent(layer, name -> new HashMap<>());
            arrays.put(entry, archive.array(entry, Integer.MAX_VALUE));
            if (arrays.size() == ARRAYS) {
                weights.put(layer, weights(archive, layer, arrays));
                done.put(layer, accumulator(archive, Objects.requireNonNull(weights.get(layer)), arrays));
                open.remove(layer);
            }
        }
        PatternMeta meta = meta(archive, done.isEmpty() && open.isEmpty());
        PatternTrainer trainer = PatternTrainer.restored(
                meta.labels().getOrDefault(MODEL, ""),
                meta,
                estimators.isEmpty() ? meta.provenance().estimators() : estimators,
                clock);
        for (PatternMeta.Layer layer : meta.layers()) {
            LayerAccumulator statistics = done.get(layer.name());
            if (statistics == null) {
                throw archive.refused("it is truncated: statistics of layer " + layer.name() + " are missing", null);
            }
            trainer.put(Objects.requireNonNull(weights.get(layer.name())), statistics);
        }
        return new StatisticsFile.Shard(trainer, meta.provenance(), meta.labels());
    }

    private static PatternMeta meta(PatternArchive archive, boolean empty) {
        Optional<PatternMeta> described = archive.meta();
        if (described.isEmpty() || empty) {
            throw archive.refused(
                    "it holds no statistics, only patterns: compute it again, without --patterns-only", null);
        }
        return described.get();
    }

    private static LayerWeights weights(PatternArchive archive, String layer, Map<String, NpyArray> arrays) {
        LayerId id = new LayerId(layer);
        PatternMeta.Layer described = meta(archive, false).layers().stream()
                .filter(candidate -> candidate.name().equals(layer))
                .findFirst()
                .orElseThrow(() -> archive.refused("its meta data do not name layer " + layer, null));
        NpyArray weights = arrays.get(name(id, WEIGHTS));
        if (weights == null || weights.shape().rank() < 2) {
            throw archive.refused("it is truncated: the weights of layer " + id + " are missing", null);
        }
        if (!Hashes.of(weights.tensor()).equals(described.weightsSha256())) {
            throw archive.refused("the weights of layer " + id + " are not those that its meta data name", null);
        }
        return new LayerWeights(id, weights.tensor(), described.inputFirst(), described.regime());
    }

    private static LayerAccumulator accumulator(
            PatternArchive archive, LayerWeights layer, Map<String, NpyArray> arrays) {
        try {
            return LayerAccumulator.of(moments(layer, "positive.", arrays), moments(layer, "negative.", arrays));
        } catch (IllegalArgumentException e) {
            throw archive.refused("statistics of layer " + layer.id() + " are damaged: " + e.getMessage(), e);
        }
    }

    private static CoMoments moments(LayerWeights layer, String sign, Map<String, NpyArray> arrays) {
        Shape shape = layer.weights().shape();
        return CoMoments.read(shape.dimension(0), shape.inner().elementCount(), name -> {
            NpyArray array = arrays.remove(name(layer.id(), sign + name));
            if (array == null) {
                throw new IllegalArgumentException(sign + name + " is missing");
            }
            return array.doubles();
        });
    }
}
