/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a pattern file says and holds, as far as that can be told without its model.
 *
 * @param snapshotId the snapshot's id; empty for a file without {@code meta.json}
 * @param provenance where it came from; empty for a file without {@code meta.json}
 * @param arrays one per layer and regime
 * @param statistics whether it also holds the statistics behind them, which can be merged with others
 * @param labels what the maker of the statistics wrote down, for example the training topic's id
 */
public record PatternListing(
        Optional<String> snapshotId,
        Optional<Provenance> provenance,
        List<Array> arrays,
        boolean statistics,
        Map<String, String> labels) {
    /** Copies. */
    public PatternListing {
        arrays = List.copyOf(arrays);
        labels = Map.copyOf(labels);
    }

    /**
     * One array of the file.
     *
     * @param layer the layer
     * @param regime the regime
     * @param shape as stored: the weight shape in the model file
     * @param neurons number of neurons
     * @param degenerate neurons whose pattern the data did not determine
     * @param finite whether all values are finite
     */
    public record Array(
            LayerId layer, Regime regime, Shape shape, int neurons, List<Integer> degenerate, boolean finite) {}

    static PatternListing read(String file, InputStream in, long fileSize) throws IOException {
        PatternArchive archive = new PatternArchive(file, in, fileSize);
        List<Array> arrays = new ArrayList<>();
        for (Optional<PatternArchive.Key> next = archive.next(); next.isPresent(); next = archive.next()) {
            PatternArchive.Key key = next.get();
            NpyArray array = archive.array(key.toString(), Integer.MAX_VALUE);
            boolean inputFirst = archive.meta().stream()
                    .flatMap(meta -> meta.layers().stream())
                    .anyMatch(layer -> layer.name().equals(key.layer().name()) && layer.inputFirst());
            if (array.shape().elementCount() == 0
                    || array.shape().rank() < 2
                    || (inputFirst && array.shape().rank() != 2)) {
                throw archive.refused("array " + key + " has shape " + array.shape() + ", not that of weights", null);
            }
            int neurons = array.shape().dimension(inputFirst ? 1 : 0);
            arrays.add(describe(key, array, inputFirst, archive.degenerate(key, neurons)));
        }
        return new PatternListing(
                archive.meta().map(PatternMeta::id),
                archive.meta().map(PatternMeta::provenance),
                arrays,
                archive.statistics(),
                archive.meta().map(PatternMeta::labels).orElse(Map.of()));
    }

    private static Array describe(
            PatternArchive.Key key, NpyArray array, boolean inputFirst, List<Integer> degenerate) {
        double[] values = array.doubles();
        Shape shape = array.shape();
        if (inputFirst) {
            values = Transposition.of(values, shape.dimension(0));
            shape = Transposition.of(shape);
        }
        boolean finite = true;
        for (double value : values) {
            finite &= Double.isFinite(value);
        }
        LayerPattern pattern = new LayerPattern(key.layer(), key.regime(), shape, values, degenerate);
        return new Array(key.layer(), key.regime(), array.shape(), shape.dimension(0), pattern.degenerate(), finite);
    }
}
