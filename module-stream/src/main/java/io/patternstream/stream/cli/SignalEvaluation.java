/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.RowSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.evaluation.signal.LayerQuality;
import io.patternstream.evaluation.signal.SampleSize;
import io.patternstream.evaluation.signal.SignalEstimator;
import io.patternstream.evaluation.signal.SignalQuality;
import io.patternstream.stream.dataset.Batches;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Measures the quality of signal estimators on all images of a data set.
 *
 * @param engine runs forward
 * @param console shows how far it has come
 * @param seed of all draws
 */
record SignalEvaluation(Engine engine, Console console, long seed) {

    /** One result per layer. */
    List<LayerQuality> run(Batches batches, int images, PatternSnapshot patterns) {
        SampleSize size = SampleSize.defaults();
        int rowsPerImage = (2 * size.rows() + images - 1) / images;
        SplittableRandom random = new SplittableRandom(seed);
        try (RowSource source = engine.newRowSource()) {
            SignalQuality quality = SignalQuality.create(source.layers(), size, seed);
            try (Progress progress = Progress.start(console, "Observing", images, "images")) {
                while (batches.hasNext()) {
                    Tensor batch = batches.next();
                    source.observe(batch, rowsPerImage, random, quality);
                    quality.folded(batch.shape().dimension(0));
                    progress.step(batch.shape().dimension(0));
                }
            }
            return measure(quality, patterns);
        }
    }

    private List<LayerQuality> measure(SignalQuality quality, PatternSnapshot patterns) {
        List<LayerQuality> results = new ArrayList<>();
        List<LayerId> layers = quality.layers();
        try (Progress progress = Progress.start(console, "Measuring", layers.size(), "layers")) {
            for (LayerId layer : layers) {
                quality.measure(layer, EnumSet.allOf(SignalEstimator.class), patterns)
                        .ifPresent(results::add);
                progress.step(1);
            }
        }
        return results;
    }
}
