/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.metrics.StreamTotals;
import io.patternstream.stream.training.DriftPoint;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

/** Writes the JSON messages {@code hello} and {@code stats}. */
final class DashboardMessages {
    private final Dashboard dashboard;
    private final LiveWindow window;
    private final InstantSource clock;

    DashboardMessages(Dashboard dashboard, LiveWindow window, InstantSource clock) {
        this.dashboard = dashboard;
        this.window = window;
        this.clock = clock;
    }

    JsonObject hello() {
        ServedModel model = dashboard.model().get();
        JsonObject hello = new JsonObject()
                .put("type", "hello")
                .put("protocol", GatewayVerticle.SUB_PROTOCOL)
                .put("model", new JsonObject().put("name", model.name()).put("sha256", model.sha256()))
                .put("fit", model.fit().name().toLowerCase(Locale.ROOT))
                .put("topic", dashboard.imagesTopic())
                .put("labels", new JsonArray(model.labels()))
                .put("methods", new JsonArray(model.methods()))
                .put("signals", new JsonArray(model.signals()))
                .put("highestFps", ViewerMessage.HIGHEST_FPS)
                .put(
                        "drift",
                        new JsonArray(dashboard.drift().get().stream()
                                .map(DashboardMessages::describe)
                                .toList()));
        return withSnapshot(hello);
    }

    /**
     * Writes the state of the last seconds.
     *
     * @param viewers how many watch
     * @return the message, the same for all viewers
     */
    JsonObject stats(int viewers) {
        StreamTotals totals = dashboard.totals().get();
        JsonObject stats = new JsonObject()
                .put("type", "stats")
                .put("recordsPerSecond", window.rate())
                .put("inFlight", totals.inFlight())
                .put("deadLetters", totals.deadLetters())
                .put("swaps", totals.swaps())
                .put("folded", totals.folded())
                .put("viewers", viewers);
        double[] latencies = window.latencyQuantiles(0.5, 0.95);
        if (latencies.length > 0) {
            stats.put(
                    "latencySeconds", new JsonObject().put("p50", latencies[0]).put("p95", latencies[1]));
        }
        List<DriftPoint> drift = dashboard.drift().get();
        if (!drift.isEmpty()) {
            stats.put("drift", describe(drift.get(drift.size() - 1)));
        }
        return withSnapshot(stats);
    }

    private JsonObject withSnapshot(JsonObject message) {
        dashboard.patterns().current().ifPresent(snapshot -> message.put("snapshot", describe(snapshot)));
        return message;
    }

    private static JsonObject describe(DriftPoint point) {
        JsonObject described =
                new JsonObject().put("snapshot", point.snapshot()).put("distance", point.distance());
        point.activeRho().ifPresent(rho -> described.put("activeRho", rho));
        point.newRho().ifPresent(rho -> described.put("newRho", rho));
        return described;
    }

    private JsonObject describe(PatternSnapshot snapshot) {
        Duration age = Duration.between(snapshot.provenance().created(), clock.instant());
        return new JsonObject()
                .put("id", snapshot.id().value())
                .put("ageSeconds", Math.max(age.toMillis() / 1e3, 0))
                .put("samples", snapshot.provenance().samples());
    }
}
