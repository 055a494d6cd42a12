/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.time.Duration;
import java.util.Optional;

/** The meters of the served model: only the version in service has a series. Thread-safe. */
final class ModelMeters implements ModelMetrics {
    private final MeterShelf shelf;
    private final String model;
    private final PatternMeters patterns;
    private final DriftMeters drift;
    private String version = "";

    ModelMeters(MeterShelf shelf, String model, PatternMeters patterns) {
        this.shelf = shelf;
        this.model = model;
        this.patterns = patterns;
        this.drift = new DriftMeters(shelf, model);
        shelf.counter(MeterCatalog.MODEL_LOADS, model, outcome(true));
        shelf.counter(MeterCatalog.MODEL_LOADS, model, outcome(false));
    }

    @Override
    public synchronized void serves(String sha256) {
        if (!version.isEmpty()) {
            shelf.removeGauge(MeterCatalog.MODEL_INFO, model, version);
        }
        version = sha256;
        shelf.gauge(MeterCatalog.MODEL_INFO, () -> 1, model, sha256);
        patterns.gone();
        drift.unknown();
    }

    @Override
    public void loaded(boolean applied, Duration duration) {
        shelf.counter(MeterCatalog.MODEL_LOADS, model, outcome(applied)).increment();
        shelf.gauge(MeterCatalog.MODEL_LOAD, () -> duration.toNanos() / 1e9, model);
    }

    @Override
    public void snapshotMade(Optional<Refusal> refused) {
        patterns.made(refused);
    }

    @Override
    public DriftMetrics drift() {
        return drift;
    }

    private static String outcome(boolean applied) {
        return applied ? "applied" : "refused";
    }
}
