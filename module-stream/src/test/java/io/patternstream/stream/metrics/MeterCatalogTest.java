/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.patternstream.api.explain.ErrorType;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class MeterCatalogTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MicrometerStreamMetrics metrics = ExercisedMetrics.in(registry);

    @Test
    void scrapeHasEachMeterWithItsTypeAndLabelsAndNoOther() {
        // When
        Scrape scrape = Scrape.parse(registry.scrape());

        // Then
        assertThat(scrape.types().keySet().stream().filter(name -> !name.endsWith("_max")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(MeterCatalog.values())
                        .map(MeterCatalog::scrapeName)
                        .toList());
        for (MeterCatalog meter : MeterCatalog.values()) {
            assertThat(scrape.types().get(meter.scrapeName()))
                    .as(meter.scrapeName())
                    .isEqualTo(meter.kind().toString());
            String sample =
                    meter.kind() == MeterCatalog.Kind.HISTOGRAM ? meter.scrapeName() + "_count" : meter.scrapeName();
            assertThat(scrape.labels().get(sample)).as(sample).containsExactlyInAnyOrderElementsOf(meter.labels());
        }
    }

    @Test
    void valuesArriveInBaseUnits() {
        // When
        Scrape scrape = Scrape.parse(registry.scrape());

        // Then
        String labels = "{method=\"gradient\",model=\"fashion-cnn\"}";
        assertThat(scrape.samples())
                .containsEntry("patternstream_end_to_end_seconds_sum" + labels, 0.04)
                .containsEntry(
                        "patternstream_end_to_end_seconds_bucket{method=\"gradient\",model=\"fashion-cnn\",le=\"0.05\"}",
                        1.0)
                .containsEntry(
                        "patternstream_end_to_end_seconds_bucket{method=\"gradient\",model=\"fashion-cnn\",le=\"0.025\"}",
                        0.0)
                .containsEntry("patternstream_bytes_consumed_total{topic=\"images\"}", 4096.0)
                .containsEntry("patternstream_batch_size_bucket{le=\"2.0\"}", 0.0)
                .containsEntry("patternstream_batch_size_bucket{le=\"4.0\"}", 1.0)
                .containsEntry("patternstream_patterns_age_seconds{model=\"fashion-cnn\"}", 90.0)
                .containsEntry("patternstream_committed_lag_records{partition=\"0\",topic=\"images\"}", 17.0);
    }

    @Test
    void helpOfTheStagesNamesEachInTheOrderOfTheWay() {
        assertThat(MeterCatalog.STAGE.help())
                .endsWith(": "
                        + Arrays.stream(Stage.values())
                                .map(stage -> stage.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")));
    }

    @Test
    void onlyTheActiveSnapshotHasASeries() {
        // When
        Scrape scrape = Scrape.parse(registry.scrape());

        // Then
        assertThat(scrape.samples().keySet().stream()
                        .filter(sample -> sample.startsWith("patternstream_patterns_info")))
                .containsExactly("patternstream_patterns_info{model=\"fashion-cnn\",version=\"snapshot-2\"}");
    }

    @Test
    void driftIsForgottenWhereAnotherProcessCompares() {
        // Given
        List<LayerDrift> layers = List.of(
                new LayerDrift("conv1", 0.01, OptionalDouble.of(0.5), OptionalDouble.of(0.75)),
                new LayerDrift("fc", 0.25, OptionalDouble.of(1), OptionalDouble.of(0.25)),
                new LayerDrift("few", 0.02, OptionalDouble.empty(), OptionalDouble.empty()));
        DriftMetrics drift = metrics.model().drift();

        // When
        drift.compared(layers);

        // Then
        assertThat(Scrape.parse(registry.scrape()).samples())
                .containsEntry("patternstream_patterns_drift_ratio{layer=\"fc\",model=\"fashion-cnn\"}", 0.25)
                .containsEntry(
                        "patternstream_patterns_signal_quality_ratio{layer=\"fc\",model=\"fashion-cnn\",patterns=\"active\"}",
                        1.0);

        // When
        drift.unknown();

        // Then
        assertThat(Scrape.parse(registry.scrape()).samples().keySet())
                .noneMatch(sample -> sample.contains("drift_ratio") || sample.contains("signal_quality"));
    }

    @Test
    void revokedPartitionsLoseTheirSeriesAndGetThemBackFiftyTimes() {
        // Given
        Set<String> before = Scrape.parse(registry.scrape()).samples().keySet();
        Set<String> without = Set.of();

        // When
        for (int i = 0; i < 50; i++) {
            metrics.partitionRevoked("images", 0);
            without = Scrape.parse(registry.scrape()).samples().keySet();
            metrics.committedLag("images", 0, 4);
        }

        // Then
        assertThat(Scrape.parse(registry.scrape()).samples().keySet()).isEqualTo(before);
        assertThat(without).noneMatch(sample -> sample.startsWith("patternstream_committed_lag_records"));
        assertThat(Scrape.parse(registry.scrape()).samples())
                .containsEntry("patternstream_committed_lag_records{partition=\"0\",topic=\"images\"}", 4.0);
    }

    @Test
    void secondRegistrationOfAGaugeReplacesTheFirst() {
        // When
        metrics.gauge(StreamGauge.WORKERS, () -> 99);

        // Then
        assertThat(Scrape.parse(registry.scrape()).samples()).containsEntry("patternstream_workers", 99.0);
    }

    @Test
    void methodsThatUsersMakeUpDoNotMakeSeriesWithoutEnd() {
        // When
        for (int i = 0; i < 1000; i++) {
            metrics.published("heatmaps", "fashion-cnn", "lrp.epsilon(" + i + ")", Duration.ofMillis(1));
        }

        // Then: the bounded set, and one series for all others
        Scrape scrape = Scrape.parse(registry.scrape());
        List<String> series = scrape.samples().keySet().stream()
                .filter(sample -> sample.startsWith("patternstream_end_to_end_seconds_count"))
                .toList();
        assertThat(series).hasSize(MicrometerStreamMetrics.MOST_METHODS + 1);
        assertThat(scrape.samples())
                .containsEntry("patternstream_end_to_end_seconds_count{method=\"other\",model=\"fashion-cnn\"}", 937.0);
    }

    @Test
    void totalsFollowTheMeters() {
        // When
        metrics.deadLetter(ErrorType.NON_FINITE, true);

        // Then
        assertThat(metrics.totals()).isEqualTo(new StreamTotals(1, 2, 2, 2048));
    }

    @Test
    void kafkaClientIsReportedWhileItIsWatched() {
        // Given: a real client; it needs no broker to have metrics
        Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:1", "client.id", "producer-under-test");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            // When
            StreamMetrics.ClientWatch watch = metrics.watch(producer);
            Set<String> during = Scrape.parse(registry.scrape()).samples().keySet();
            watch.close();

            // Then
            assertThat(during)
                    .anyMatch(sample -> sample.startsWith("kafka_producer_record_send_total")
                            && sample.contains("client_id=\"producer-under-test\""));
            assertThat(Scrape.parse(registry.scrape()).samples().keySet())
                    .noneMatch(sample -> sample.startsWith("kafka_producer"));
        }
    }

    /** To write the page anew: mvn -pl module-stream -am test -Dtest=MeterCatalogTest -Dpatternstream.update-docs=true */
    @Test
    void pageInDocsIsUpToDate() throws java.io.IOException {
        // Given
        String page = page();
        if (Boolean.getBoolean("patternstream.update-docs")) {
            Files.writeString(Repository.file("docs/metrics.md"), page);
        }

        // When / Then
        assertThat(Repository.text("docs/metrics.md")).isEqualTo(page);
    }

    private static String page() {
        Set<String> rows = Arrays.stream(MeterCatalog.values())
                .map(meter -> "| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                meter.scrapeName(),
                                meter.kind(),
                                meter.unit(),
                                meter.labels().stream()
                                        .map(label -> "`" + label + "`")
                                        .collect(Collectors.joining(", ")),
                                meter.help()))
                .collect(Collectors.toCollection(TreeSet::new));
        return """
                # Metrics

                Served in the Prometheus text format at `/metrics` on the management port (8081 by default), together with the metrics of the
                JVM (`jvm_...`), the process (`process_...`), Vert.x (`vertx_...`) and the Kafka clients (`kafka_...`). Histograms have the
                endings `_bucket`, `_sum` and `_count`, and a gauge `_max`. Values of `method` are bounded: beyond 64 different ones they are `other`.

                This page is made from `MeterCatalog`; a test keeps the two equal.

                | Name | Type | Unit | Labels | Meaning |
                |---|---|---|---|---|
                """
                + String.join("", rows);
    }
}
