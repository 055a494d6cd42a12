/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a pattern file for one model. */
final class PatternArchiveReader {
    private static final int NPY_OVERHEAD = 1 << 17;

    private final String file;
    private final ModelDescription model;
    private final Map<LayerId, LayerWeights> layers;

    PatternArchiveReader(String file, ModelDescription model, List<LayerWeights> layers) {
        this.file = file;
        this.model = model;
        this.layers = layers.stream().collect(Collectors.toMap(LayerWeights::id, Function.identity()));
    }

    PatternSnapshot read(InputStream in, long size) throws IOException {
        PatternArchive archive = new PatternArchive(file, in, size);
        List<LayerPattern> patterns = new ArrayList<>();
        for (Optional<PatternArchive.Key> next = archive.next(); next.isPresent(); next = archive.next()) {
            archive.meta().ifPresent(this::requireModel);
            PatternArchive.Key key = next.get();
            LayerWeights layer = layers.get(key.layer());
            if (layer == null) {
                throw new PatternMismatchException(
                        file + " has patterns for layer " + key.layer() + ", which model " + model.name() + " has not");
            }
            long limit = NPY_OVERHEAD + (long) layer.weights().shape().elementCount() * Double.BYTES;
            patterns.add(pattern(
                    key,
                    layer,
                    archive.array(key.toString(), limit),
                    archive.degenerate(key, layer.weights().shape().dimension(0))));
        }
        archive.meta().ifPresent(this::requireModel);
        String id = archive.meta().map(PatternMeta::id).orElse("file-without-meta");
        Provenance provenance = archive.meta()
                .map(PatternMeta::provenance)
                .orElse(new Provenance("", List.of(), 0, Map.of(), Instant.EPOCH));
        return new PatternSnapshot(new SnapshotId(id), provenance, patterns);
    }

    private void requireModel(PatternMeta meta) {
        PatternRegistry.requireModel(meta.provenance().modelSha256(), model, file);
    }

    private LayerPattern pattern(PatternArchive.Key key, LayerWeights layer, NpyArray array, List<Integer> degenerate) {
        Shape neuronFirst = layer.weights().shape();
        Shape stored = layer.inputFirst() ? Transposition.of(neuronFirst) : neuronFirst;
        if (!array.shape().equals(stored)) {
            throw new PatternMismatchException(file + ": pattern " + key + " has shape " + array.shape()
                    + " but the weights of layer " + key.layer() + " in model " + model.name() + " have " + stored);
        }
        double[] values = array.doubles();
        if (layer.inputFirst()) {
            values = Transposition.of(values, stored.dimension(0));
        }
        return new LayerPattern(key.layer(), key.regime(), neuronFirst, values, degenerate);
    }
}
