/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds deploy/ and a scrape against Prometheus's own checker. */
final class PromtoolIT {
    @BeforeAll
    static void needed() {
        Promtool.assumeInstalled();
    }

    @Test
    void rulesAndConfigurationAreUnderstood() {
        Promtool.passes("", "check", "rules", "alerts.yml");
        Promtool.passes("", "check", "config", "--syntax-only", "prometheus.yml");
    }

    @Test
    void alertsFireWhenTheyShouldAndNotOtherwise() {
        Promtool.passes("", "test", "rules", "alerts_test.yml");
    }

    @Test
    void everyAlertIsSeenToFire() {
        // Given
        JsonNode tests = Repository.yaml("deploy/alerts_test.yml").path("tests");

        // When
        var fired = StreamSupport.stream(tests.spliterator(), false)
                .flatMap(test ->
                        StreamSupport.stream(test.path("alert_rule_test").spliterator(), false))
                .filter(check -> !check.path("exp_alerts").isEmpty())
                .map(check -> check.path("alertname").asText())
                .collect(Collectors.toSet());

        // Then
        assertThat(fired)
                .containsExactlyInAnyOrderElementsOf(
                        Repository.yaml("deploy/alerts.yml").findValuesAsText("alert"));
    }

    @Test
    void theServicesOwnMetersAreNamedAsPrometheusWantsThem() {
        // Given
        try (PrometheusMeters meters = PrometheusMeters.create()) {
            ExercisedMetrics.in(meters.registry());
            String own = meters.scrape()
                    .lines()
                    .filter(line -> line.matches("(# \\w+ )?" + MeterCatalog.PREFIX + ".*"))
                    .collect(Collectors.joining("\n", "", "\n"));

            // When / Then
            assertThat(own).contains("patternstream_lag_seconds");
            Promtool.passes(own, "check", "metrics");
        }
    }
}
