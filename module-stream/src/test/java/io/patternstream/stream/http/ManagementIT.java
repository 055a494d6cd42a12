/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.patternstream.stream.config.ManagementConfig;
import io.patternstream.stream.metrics.PrometheusMeters;
import io.patternstream.stream.service.ServiceHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class ManagementIT {
    private final PrometheusMeters meters = PrometheusMeters.create();
    private volatile ServiceHealth health = new ServiceHealth(true, false, List.of("the image topic does not exist"));
    private static final String TOKEN = "0123456789abcdef";

    private final ScriptedModelControl model = new ScriptedModelControl();
    private final ScriptedPatternControl patterns = new ScriptedPatternControl();
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
        return management(new ManagementConfig("127.0.0.1", onPort, Optional.empty()));
    }

    private ManagementVerticle management(ManagementConfig config) {
        return ManagementVerticle.create(config, () -> health, meters::scrape, new AdminControls(model, patterns));
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
    void theModelThatServesIsNamedOnceThereIsOne() {
        // Given
        Answer starting = Answer.get(port, "/admin/model");
        model.status = Optional.of(new ModelControl.Status("cnn", "cafe", "/models/cnn.onnx", Optional.of("s1")));

        // When
        Answer serving = Answer.get(port, "/admin/model");

        // Then
        assertThat(starting.status()).isEqualTo(503);
        assertThat(serving.status()).isEqualTo(200);
        assertThat(new JsonObject(serving.body()))
                .isEqualTo(new JsonObject(
                        "{\"model\":\"cnn\",\"version\":\"cafe\",\"file\":\"/models/cnn.onnx\",\"patterns\":\"s1\"}"));
    }

    @Test
    void aChangeOfTheModelAnswersWithWhatServesOrInOneLineWithWhyNot() {
        // Given
        Answer refused = Answer.post(port, "/admin/model/reload");
        model.next = Future.succeededFuture(new ModelControl.Status("cnn", "beef", "cnn.onnx", Optional.empty()));

        // When
        Answer changed = Answer.post(port, "/admin/model/reload?patterns=later");
        Answer unknown = Answer.post(port, "/admin/model/reload?patterns=never");

        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(new JsonObject(refused.body())).isEqualTo(new JsonObject("{\"error\":\"the service is starting\"}"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(new JsonObject(changed.body()).getString("version")).isEqualTo("beef");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(model.asked).containsExactly(false, true);
    }

    @Test
    void aWebPageCannotChangeTheModelNorCanALink() {
        // When
        int page = TestViewer.await(vertx.createHttpClient()
                .request(HttpMethod.POST, port, "127.0.0.1", "/admin/model/reload")
                .compose(request ->
                        request.putHeader("Origin", "http://127.0.0.1:" + port).send())
                .map(HttpClientResponse::statusCode));
        Answer link = Answer.get(port, "/admin/model/reload");

        // Then
        assertThat(page).isEqualTo(403);
        assertThat(link.status()).isEqualTo(405);
        assertThat(model.asked).isEmpty();
    }

    @Test
    void anotherMachineMayReadButNotChange() throws Exception {
        // Given an address of this machine that is not the loopback's, as others have
        Optional<String> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(Inet4Address.class::isInstance)
                .filter(own -> !own.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
        assumeThat(address).as("this machine has a network").isPresent();
        ManagementVerticle open = management(new ManagementConfig("0.0.0.0", 0, Optional.empty()));
        TestViewer.await(vertx.deployVerticle(open));

        // When
        int changed = status(HttpMethod.POST, open.port(), address.orElseThrow(), "/admin/model/reload");
        int pinned = status(HttpMethod.POST, open.port(), address.orElseThrow(), "/admin/patterns/pin?id=s-2");
        int read = status(HttpMethod.GET, open.port(), address.orElseThrow(), "/health/live");

        // Then
        assertThat(changed).isEqualTo(403);
        assertThat(pinned).isEqualTo(403);
        assertThat(patterns.asked).isEmpty();
        assertThat(read).isEqualTo(200);
        assertThat(model.asked).isEmpty();
    }

    private int status(HttpMethod method, int at, String host, String path) {
        return TestViewer.await(vertx.createHttpClient()
                .request(method, at, host, path)
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::statusCode));
    }

    @Test
    void snapshotsAreListedAndDecidedAboutFromThisMachineWithoutAToken() {
        // When
        Answer list = Answer.get(port, "/admin/patterns");
        Answer pin = Answer.post(port, "/admin/patterns/pin?id=s-2&force=true");

        // Then
        assertThat(new JsonObject(list.body()))
                .isEqualTo(
                        new JsonObject(
                                """
                {"snapshots": [
                  {"id": "s-1", "state": "active", "samples": 1024, "created": "1970-01-01T00:00:00Z", "objections": []},
                  {"id": "s-2", "state": "candidate", "samples": 2048, "created": "1970-01-01T00:00:00Z",
                   "distance": 0.5, "objections": ["drift: far"]}
                ]}"""));
        assertThat(pin.status()).isEqualTo(200);
        assertThat(patterns.asked).containsExactly("pin s-2 true");
    }

    @Test
    void twoSnapshotsAreComparedLayerByLayer() {
        // When
        Answer diff = Answer.get(port, "/admin/patterns/diff?from=s-1&to=s-2");
        Answer unknown = Answer.get(port, "/admin/patterns/diff?from=s-1&to=s-3");
        Answer half = Answer.get(port, "/admin/patterns/diff?from=s-1");

        // Then
        assertThat(diff.status()).isEqualTo(200);
        assertThat(new JsonObject(diff.body()))
                .isEqualTo(
                        new JsonObject(
                                """
                {"layers": [{"layer": "fc", "regime": "linear", "distance": 0.5, "normRatio": 2.0, "degenerate": [0, 3]}]}"""));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.body()).contains("there is no snapshot s-3");
        assertThat(half.status()).isEqualTo(400);
    }

    @Test
    void whoShowsTheTokenDecidesAboutPatternsAndNobodyElseReachesAdminAtAll() {
        // Given
        ManagementVerticle guarded = management(new ManagementConfig("127.0.0.1", 0, Optional.of(TOKEN)));
        TestViewer.await(vertx.deployVerticle(guarded));
        String pin = "/admin/patterns/pin?id=s-2";

        // When / Then
        for (String wrong : List.of("", "Bearer 0123456789abcdeF", "Bearer " + TOKEN + "0", "Basic " + TOKEN)) {
            assertThat(Answer.of("POST", guarded.port(), pin, wrong).status())
                    .as(wrong)
                    .isEqualTo(401);
            assertThat(Answer.of("GET", guarded.port(), "/admin/model", wrong).status())
                    .isEqualTo(401);
        }
        assertThat(patterns.asked).isEmpty();
        assertThat(Answer.get(guarded.port(), "/health/live").status()).isNotEqualTo(401);

        // When
        String right = "Bearer " + TOKEN;
        Answer refused = Answer.of("POST", guarded.port(), pin, right);
        Answer pinned = Answer.of("POST", guarded.port(), pin + "&force=true", right);
        Answer unpinned = Answer.of("POST", guarded.port(), "/admin/patterns/unpin", right);
        Answer nothing = Answer.of("POST", guarded.port(), "/admin/patterns/pin", right);

        // Then
        assertThat(refused.status()).isEqualTo(409);
        assertThat(new JsonObject(refused.body())).isEqualTo(new JsonObject("{\"error\":\"not fit\"}"));
        assertThat(new JsonObject(pinned.body())).isEqualTo(new JsonObject("{\"pinned\":\"s-2\"}"));
        assertThat(new JsonObject(unpinned.body())).isEqualTo(new JsonObject("{\"unpinned\":\"s-2\"}"));
        assertThat(nothing.status()).isEqualTo(400);
        assertThat(patterns.asked).containsExactly("pin s-2 false", "pin s-2 true", "unpin");
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
