/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The meters of drift: only layers that this process has compared have series. Thread-safe. */
final class DriftMeters implements DriftMetrics {
    private final MeterShelf shelf;
    private final String model;
    private final Set<String> layers = new LinkedHashSet<>();

    DriftMeters(MeterShelf shelf, String model) {
        this.shelf = shelf;
        this.model = model;
    }

    @Override
    public synchronized void compared(List<LayerDrift> found) {
        for (LayerDrift drift : found) {
            layers.add(drift.layer());
            shelf.gauge(MeterCatalog.PATTERNS_DRIFT, drift::distance, model, drift.layer());
            drift.activeRho().ifPresent(rho -> quality(drift.layer(), true, rho));
            drift.newRho().ifPresent(rho -> quality(drift.layer(), false, rho));
        }
    }

    private void quality(String layer, boolean active, double rho) {
        shelf.gauge(MeterCatalog.PATTERNS_QUALITY, () -> rho, model, layer, patterns(active));
    }

    @Override
    public synchronized void unknown() {
        for (String layer : layers) {
            shelf.removeGauge(MeterCatalog.PATTERNS_DRIFT, model, layer);
            shelf.removeGauge(MeterCatalog.PATTERNS_QUALITY, model, layer, patterns(true));
            shelf.removeGauge(MeterCatalog.PATTERNS_QUALITY, model, layer, patterns(false));
        }
        layers.clear();
    }

    private static String patterns(boolean active) {
        return active ? "active" : "new";
    }
}
