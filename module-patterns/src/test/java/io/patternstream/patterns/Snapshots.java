/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Shape;
import io.patternstream.patterns.stats.DenseRows;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A model of two dense layers, and patterns learned for it from random rows; its neuron block/fc 2 is never active. */
final class Snapshots {
    static final ModelDescription MODEL = model("small", "0f".repeat(32));
    static final ModelDescription OTHER_MODEL = model("other", "1e".repeat(32));
    static final Instant NOW = Instant.parse("2026-11-22T10:15:30Z");

    private static final DenseRows HIDDEN = hidden();
    private static final DenseRows OUT = DenseRows.random(new Random(22), 130, 3, 2, 0.2);
    static final List<LayerWeights> LAYERS = List.of(
            HIDDEN.layer(), new LayerWeights(new LayerId("out"), OUT.layer().weights(), true, Regime.LINEAR));

    private Snapshots() {}

    static PatternTrainer trainer() {
        return PatternTrainer.create(MODEL, LAYERS, List.of("relu", "linear"), () -> NOW);
    }

    /** Folds rows begin (inclusive) to end (exclusive) in as one batch. */
    static void fold(PatternTrainer trainer, int begin, int end) {
        int[] rows = Arrays.copyOfRange(HIDDEN.all(), begin, end);
        for (boolean positive : new boolean[] {true, false}) {
            trainer.accept(HIDDEN.moments(positive, rows));
            trainer.accept(rename(OUT.moments(positive, rows)));
        }
        trainer.folded(end - begin);
    }

    static PatternSnapshot learned() {
        PatternTrainer trainer = trainer();
        fold(trainer, 0, 64);
        fold(trainer, 64, 128);
        fold(trainer, 128, 130);
        return trainer.snapshot(Map.of("training/0", 130L));
    }

    /** Moments that nothing finite comes of. */
    static LayerMoments nan() {
        return new LayerMoments(
                new LayerId("out"),
                true,
                new long[] {1, 1},
                new double[6],
                new double[] {Double.NaN, 0},
                new double[6],
                new double[2]);
    }

    private static LayerMoments rename(LayerMoments moments) {
        return new LayerMoments(
                new LayerId("out"),
                moments.positive(),
                moments.counts(),
                moments.meanX(),
                moments.meanY(),
                moments.coMoment(),
                moments.m2Y());
    }

    private static DenseRows hidden() {
        Random random = new Random(21);
        double[][] x = new double[130][];
        for (int r = 0; r < x.length; r++) {
            x[r] = random.doubles(4).toArray();
        }
        return new DenseRows(x, new double[][] {{1, -1, 0.5, 0}, {0, 1, -2, 1}, {-1, -1, 0, -1}}, new double[3]);
    }

    private static ModelDescription model(String name, String sha256) {
        return new ModelDescription(name, sha256, Shape.of(1, 2, 2), 2, Head.SOFTMAX, List.of());
    }
}
