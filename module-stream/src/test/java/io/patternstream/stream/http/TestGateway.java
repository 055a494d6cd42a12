/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.stream.config.HttpConfig;
import io.patternstream.stream.metrics.MicrometerViewerMetrics;
import io.patternstream.stream.metrics.StreamTotals;
import io.patternstream.stream.training.DriftPoint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/** The public port, around a service that is described but not there. */
final class TestGateway {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final PatternSnapshot SNAPSHOT = new PatternSnapshot(
            new SnapshotId("snapshot-7"),
            new PatternSnapshot.Provenance("cafe", List.of("relu"), 12_000, Map.of(), NOW.minusSeconds(90)),
            List.of());

    private TestGateway() {}

    static GatewayVerticle create(int port, Supplier<String> version, LiveHub hub, MeterRegistry registry) {
        return GatewayVerticle.create(
                new HttpConfig("127.0.0.1", port), dashboard(version, registry), hub, InstantSource.fixed(NOW));
    }

    /** Closes connections on which nothing happens for some seconds. */
    static GatewayVerticle impatient(LiveHub hub, MeterRegistry registry, int seconds) {
        return GatewayVerticle.impatient(
                new HttpConfig("127.0.0.1", 0),
                dashboard(() -> "cafe", registry),
                hub,
                InstantSource.fixed(NOW),
                seconds);
    }

    private static Dashboard dashboard(Supplier<String> version, MeterRegistry registry) {
        return new Dashboard(
                () -> new ServedModel(
                        "fashion-cnn",
                        version.get(),
                        ServedModel.ImageFit.WHOLE,
                        List.of("boot", "bag"),
                        TestRecords.METHODS,
                        TestRecords.METHODS.subList(0, 1)),
                "images",
                () -> Optional.of(SNAPSHOT),
                () -> new StreamTotals(5, 2, 7, 13_000),
                () -> List.of(
                        new DriftPoint("s1", 0.125, OptionalDouble.empty(), OptionalDouble.empty()),
                        new DriftPoint("s2", 0.5, OptionalDouble.of(0.25), OptionalDouble.of(0.75))),
                TestRecords::draw,
                MicrometerViewerMetrics.create(registry));
    }
}
