/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.stream.config.ManagementConfig;
import io.patternstream.stream.http.AdminControls;
import io.patternstream.stream.http.ManagementVerticle;
import io.patternstream.stream.http.ScriptedModelControl;
import io.patternstream.stream.http.ScriptedPatternControl;
import io.patternstream.stream.service.ServiceHealth;
import io.vertx.core.Vertx;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the Grafana dashboard and the Prometheus alerts against what the management port really serves. */
final class DashboardsIT {
    private static final String DASHBOARD = "grafana/dashboards/patternstream.json";
    private static final String ALERTS = "deploy/alerts.yml";
    /** Labels that Prometheus adds to all that it scrapes. */
    private static final Set<String> ADDED = Set.of("instance", "job");

    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *(\\w+)\\)");

    private static PrometheusMeters meters;
    private static Vertx vertx;
    private static Scrape scrape;

    @BeforeAll
    static void scrapeTheManagementPort() throws Exception {
        meters = PrometheusMeters.create();
        ExercisedMetrics.in(meters.registry());
        vertx = meters.vertx();
        ManagementVerticle management = ManagementVerticle.create(
                new ManagementConfig("127.0.0.1", 0, Optional.empty()),
                () -> new ServiceHealth(true, true, List.of()),
                meters::scrape,
                new AdminControls(new ScriptedModelControl(), new ScriptedPatternControl()));
        vertx.deployVerticle(management)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        URL url = new URL("http", "127.0.0.1", management.port(), "/metrics");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        do { // meters of the garbage collector appear with the first notification, on a thread of the JVM
            System.gc();
            try (var in = url.openStream()) {
                scrape = Scrape.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        } while (!scrape.types().containsKey("jvm_gc_pause_seconds") && System.nanoTime() < deadline);
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        meters.close();
    }

    @Test
    void dashboardAsksOnlyForWhatIsServed() {
        // Given
        List<String> expressions = expressions(Repository.yaml(DASHBOARD));

        // When / Then
        assertThat(expressions).hasSizeGreaterThan(30);
        assertThat(expressions).allSatisfy(DashboardsIT::isServed);
    }

    @Test
    void alertsAskOnlyForWhatIsServed() {
        // Given
        List<String> expressions = expressions(Repository.yaml(ALERTS));

        // When / Then
        assertThat(expressions).hasSizeGreaterThan(10);
        assertThat(expressions).allSatisfy(DashboardsIT::isServed);
    }

    @Test
    void staleNamesAndLabelsAreFound() {
        assertThat(missing("rate(patternstream_no_such_total[5m])")).containsExactly("patternstream_no_such_total");
        assertThat(missing("sum by (colour) (patternstream_workers)")).containsExactly("label colour");
        assertThat(missing("patternstream_commits_total{result=\"failed\"} > 0"))
                .containsExactly("label result of patternstream_commits_total");
        assertThat(missing("patternstream_end_to_end_seconds"))
                .as("a histogram has no sample of its own name")
                .hasSize(1);
    }

    @Test
    void countersAreNeverReadRaw() {
        for (String file : List.of(DASHBOARD, ALERTS)) {
            assertThat(Repository.yaml(file).findValuesAsText("expr")).allSatisfy(expression -> {
                Matcher counter = Pattern.compile("(\\w*\\(?)\\s*\\b\\w+(_total|_count|_sum|_bucket)\\b")
                        .matcher(expression);
                while (counter.find()) {
                    assertThat(counter.group(1)).as(expression).isIn("rate(", "increase(");
                }
            });
        }
    }

    @Test
    void eachAlertSaysHowLongHowBadAndWhat() {
        JsonNode rules = Repository.yaml(ALERTS).at("/groups/0/rules");

        assertThat(rules).isNotEmpty().allSatisfy(rule -> {
            assertThat(rule.path("alert").asText()).startsWith("Patternstream");
            assertThat(rule.path("for").asText()).matches("\\d+m");
            assertThat(rule.at("/labels/severity").asText()).isIn("page", "ticket");
            assertThat(rule.at("/annotations/summary").asText()).isNotBlank();
        });
    }

    @Test
    void dashboardIsProvisionedWithAFixedSourceAndCannotBeEdited() {
        JsonNode dashboard = Repository.yaml(DASHBOARD);
        JsonNode source = Repository.yaml("grafana/provisioning/datasources/prometheus.yaml")
                .at("/datasources/0");
        JsonNode provider = Repository.yaml("grafana/provisioning/dashboards/patternstream.yaml")
                .at("/providers/0");

        assertThat(dashboard.path("uid").asText()).isEqualTo("patternstream");
        assertThat(dashboard.path("panels"))
                .extracting(panel -> panel.path("id").asInt())
                .doesNotHaveDuplicates();
        assertThat(Stream.of(0, 1, 2, 3)
                        .map(i ->
                                dashboard.at("/templating/list/" + i + "/name").asText()))
                .containsExactly("datasource", "model", "method", "instance");
        assertThat(dashboard.at("/templating/list/0/current/value").asText())
                .isEqualTo(source.path("uid").asText());
        assertThat(provider.path("allowUiUpdates").asBoolean(true)).isFalse();
    }

    /** All expressions in a file, and the variables' queries. */
    private static List<String> expressions(JsonNode file) {
        List<String> found = new ArrayList<>(file.findValuesAsText("expr"));
        file.findValuesAsText("definition").forEach(definition -> {
            Matcher matcher = LABEL_VALUES.matcher(definition);
            assertThat(matcher.matches()).as(definition).isTrue();
            found.add("sum by (" + matcher.group(2) + ") (" + matcher.group(1) + ")");
        });
        return found;
    }

    private static void isServed(String expression) {
        assertThat(PromQuery.parse(expression).metrics()).as(expression).isNotEmpty();
        assertThat(missing(expression)).as(expression).isEmpty();
    }

    private static List<String> missing(String expression) {
        PromQuery query = PromQuery.parse(expression);
        List<String> missing = new ArrayList<>();
        Map<String, Set<String>> served = new TreeMap<>(scrape.labels());
        query.metrics().forEach((metric, labels) -> {
            if (!served.containsKey(metric)) {
                missing.add(metric);
                return;
            }
            labels.stream()
                    .filter(label ->
                            !ADDED.contains(label) && !served.get(metric).contains(label))
                    .forEach(label -> missing.add("label " + label + " of " + metric));
        });
        query.grouping().stream()
                .filter(label -> !ADDED.contains(label))
                .filter(label -> query.metrics().keySet().stream()
                        .noneMatch(
                                metric -> served.getOrDefault(metric, Set.of()).contains(label)))
                .forEach(label -> missing.add("label " + label));
        return missing;
    }
}
