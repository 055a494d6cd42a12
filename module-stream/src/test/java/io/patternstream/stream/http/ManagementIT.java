/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.stream.config.ManagementConfig;
import io.patternstream.stream.metrics.PrometheusMeters;
import io.patternstream.stream.service.ServiceHealth;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class ManagementIT {
    private final PrometheusMeters meters = PrometheusMeters.create();
    private volatile ServiceHealth health = new ServiceHealth(true, false, List.of("the image topic does not exist"));
    private Vertx vertx;
    private int port;

    @BeforeEach
    void deploy(Vertx instance) {
        vertx = instance;
        ManagementVerticle management = management(0);
        TestViewer.await(vertx.deployVerticle(management));
        port = management.port();
    }

    @AfterEach
    void close() {
        meters.close();
    }

    private ManagementVerticle management(int onPort) {
        return ManagementVerticle.create(new ManagementConfig("127.0.0.1", onPort), () -> health, meters::scrape);
    }

    @Test
    void notReadySaysWhyAndIsLive() {
        // When
        Answer ready = Answer.get(port, "/health/ready");

        // Then
        assertThat(ready.status()).isEqualTo(503);
        assertThat(new JsonObject(ready.body()))
                .isEqualTo(new JsonObject("{\"status\":\"down\",\"reasons\":[\"the image topic does not exist\"]}"));
        assertThat(Answer.get(port, "/health/live").status()).isEqualTo(200);
    }

    @Test
    void readyOnceItIs() {
        // Given
        health = new ServiceHealth(true, true, List.of());

        // When
        Answer ready = Answer.get(port, "/health/ready");

        // Then
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.header("Content-Type")).isEqualTo("application/json");
        assertThat(new JsonObject(ready.body())).isEqualTo(new JsonObject("{\"status\":\"up\"}"));
    }

    @Test
    void deadIsNeitherLiveNorReady() {
        // Given
        health = new ServiceHealth(false, true, List.of("the poll thread ended"));

        // When / Then
        assertThat(Answer.get(port, "/health/live").status()).isEqualTo(503);
        assertThat(Answer.get(port, "/health/ready").status()).isEqualTo(503);
    }

    @Test
    void metricsAreInPrometheusText() {
        // When
        Answer metrics = Answer.get(port, "/metrics");

        // Then
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(metrics.body()).contains("# TYPE jvm_memory_used_bytes gauge");
    }

    @Test
    void anythingElseIsNotFound() {
        assertThat(Answer.get(port, "/").status()).isEqualTo(404);
        assertThat(Answer.get(port, "/health").status()).isEqualTo(404);
    }

    @Test
    void takenPortNamesItsOption() {
        assertThatThrownBy(() -> TestViewer.await(vertx.deployVerticle(management(port))))
                .cause()
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageEndingWith("choose another port with --management-port (demo) or management.port (serve)");
    }
}
