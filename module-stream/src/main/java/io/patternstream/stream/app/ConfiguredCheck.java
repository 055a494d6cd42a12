/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.patterns.SnapshotGate;
import io.patternstream.stream.config.GateConfig;
import io.patternstream.stream.metrics.Refusal;
import io.patternstream.stream.training.SnapshotCheck;
import io.patternstream.stream.training.SnapshotQuality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks new snapshots by what the configuration says.
 *
 * @param gate judges the snapshot by itself
 * @param config also says how far it may be from the active one
 */
record ConfiguredCheck(SnapshotGate gate, GateConfig config) implements SnapshotCheck {

    static ConfiguredCheck of(GateConfig config, List<LayerWeights> layers) {
        return new ConfiguredCheck(
                SnapshotGate.create(layers, config.minimumSamples(), config.degenerateShare()), config);
    }

    @Override
    public List<Objection> objections(PatternSnapshot candidate, Optional<SnapshotQuality> quality) {
        List<Objection> objections = new ArrayList<>();
        gate.judge(candidate)
                .forEach(reason -> objections.add(new Objection(refusal(reason.fault()), reason.detail())));
        config.drift()
                .ifPresent(limit -> quality.ifPresent(measured -> measured.layers().stream()
                        .filter(layer -> layer.distance() > limit)
                        .map(layer -> new Objection(
                                Refusal.DRIFT,
                                "layer " + layer.layer() + " is at cosine distance " + layer.distance()
                                        + " from snapshot " + measured.active() + ", " + limit + " is allowed"))
                        .forEach(objections::add)));
        return objections;
    }

    private static Refusal refusal(SnapshotGate.Fault fault) {
        return switch (fault) {
            case TOO_FEW_SAMPLES -> Refusal.TOO_FEW_SAMPLES;
            case DEGENERATE -> Refusal.DEGENERATE;
            case NON_FINITE -> Refusal.NON_FINITE;
            case NOT_NORMALISED -> Refusal.NOT_NORMALISED;
        };
    }
}
