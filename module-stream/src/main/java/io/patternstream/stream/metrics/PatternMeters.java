/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.patternstream.api.pattern.PatternSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of learning: only the active snapshot has series. Thread-safe. */
final class PatternMeters {
    private final MeterShelf shelf;
    private final String model;
    private final InstantSource clock;
    private final AtomicLong foldedImages = new AtomicLong();
    private final Counter trainingImages;
    private final Counter published;
    private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);
    private final Counter applied;
    private final Counter rejected;
    private String activeSnapshot = "";
    private volatile Instant activeSince = Instant.EPOCH;
    private volatile long activeSamples;

    PatternMeters(MeterShelf shelf, String model, InstantSource clock) {
        this.shelf = shelf;
        this.model = model;
        this.clock = clock;
        shelf.gauge(MeterCatalog.FOLDED_IMAGES, foldedImages::get);
        trainingImages = shelf.counter(MeterCatalog.TRAINING_IMAGES);
        applied = shelf.counter(MeterCatalog.PATTERN_SWAPS, model, "applied");
        published = shelf.counter(MeterCatalog.PATTERN_SNAPSHOTS, model, "published", "none");
        for (Refusal reason : Refusal.values()) {
            refused.put(
                    reason,
                    shelf.counter(
                            MeterCatalog.PATTERN_SNAPSHOTS,
                            model,
                            "refused",
                            reason.name().toLowerCase(Locale.ROOT)));
        }
        rejected = shelf.counter(MeterCatalog.PATTERN_SWAPS, model, "rejected");
    }

    void folded(int images, long total) {
        trainingImages.increment(images);
        foldedImages.set(total);
    }

    void made(Optional<Refusal> why) {
        why.map(refused::get).orElse(published).increment();
    }

    void rejected() {
        rejected.increment();
    }

    synchronized void applied(PatternSnapshot snapshot) {
        applied.increment();
        activeSince = snapshot.provenance().created();
        activeSamples = snapshot.provenance().samples();
        if (activeSnapshot.isEmpty()) {
            shelf.gauge(MeterCatalog.PATTERNS_AGE, this::ageSeconds, model);
            shelf.gauge(MeterCatalog.PATTERNS_SAMPLES, () -> activeSamples, model);
        } else {
            shelf.removeGauge(MeterCatalog.PATTERNS_INFO, model, activeSnapshot);
        }
        activeSnapshot = snapshot.id().value();
        shelf.gauge(MeterCatalog.PATTERNS_INFO, () -> 1, model, activeSnapshot);
    }

    /** No patterns are active any more. */
    synchronized void gone() {
        if (!activeSnapshot.isEmpty()) {
            shelf.removeGauge(MeterCatalog.PATTERNS_AGE, model);
            shelf.removeGauge(MeterCatalog.PATTERNS_SAMPLES, model);
            shelf.removeGauge(MeterCatalog.PATTERNS_INFO, model, activeSnapshot);
            activeSnapshot = "";
        }
    }

    long swaps() {
        return (long) applied.count();
    }

    long folded() {
        return foldedImages.get();
    }

    private double ageSeconds() {
        return Duration.between(activeSince, clock.instant()).toNanos() / 1e9;
    }
}
