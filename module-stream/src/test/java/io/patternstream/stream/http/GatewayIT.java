/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class GatewayIT {
    private static final byte[] IMAGE = "the original bytes".getBytes(StandardCharsets.UTF_8);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LiveHub hub = LiveHub.create(System::nanoTime);
    private volatile String version = "cafe";
    private Vertx vertx;
    private WebSocketClient webSockets;
    private String deployment;
    private int port;

    @BeforeEach
    void deploy(Vertx instance) {
        vertx = instance;
        webSockets = TestViewer.client(vertx);
        GatewayVerticle gateway = gateway(0);
        deployment = TestViewer.await(vertx.deployVerticle(gateway));
        port = gateway.port();
    }

    private GatewayVerticle gateway(int onPort) {
        return TestGateway.create(onPort, () -> version, hub, registry);
    }

    @Test
    void helloNamesModelMethodsAndActiveSnapshot() {
        // Given / When
        JsonObject hello = open().next("hello");

        // Then
        assertThat(hello.getJsonObject("model").getString("name")).isEqualTo("fashion-cnn");
        assertThat(hello.getJsonObject("model").getString("sha256")).isEqualTo("cafe");
        assertThat(hello.getJsonArray("methods")).isEqualTo(new JsonArray(TestRecords.METHODS));
        assertThat(hello.getJsonArray("signals")).isEqualTo(new JsonArray(TestRecords.METHODS.subList(0, 1)));
        assertThat(hello.getJsonArray("labels")).isEqualTo(new JsonArray(List.of("boot", "bag")));
        assertThat(hello.getJsonArray("drift"))
                .isEqualTo(new JsonArray(List.of(
                        new JsonObject().put("snapshot", "s1").put("distance", 0.125),
                        new JsonObject()
                                .put("snapshot", "s2")
                                .put("distance", 0.5)
                                .put("activeRho", 0.25)
                                .put("newRho", 0.75))));
        assertThat(hello.getJsonObject("snapshot"))
                .isEqualTo(new JsonObject("{\"id\": \"snapshot-7\", \"ageSeconds\": 90.0, \"samples\": 12000}"));
    }

    @Test
    void whoWatchesIsGreetedAgainByAnotherVersionOfTheModel() {
        // Given
        TestViewer viewer = subscribed(30, "guided");

        // When
        version = "beef";
        JsonObject hello = viewer.next("hello");
        hub.published(TestRecords.of(42, IMAGE));

        // Then
        assertThat(hello.getJsonObject("model").getString("sha256")).isEqualTo("beef");
        assertThat(viewer.nextFrame().methods()).containsExactly("guided");
        assertThat(viewer.next("stats").getInteger("viewers")).isEqualTo(1);
    }

    @Test
    void frameCarriesTheOriginalAndTheHeatmapsThatWereAskedFor() {
        // Given
        TestViewer viewer = subscribed(30, "guided", "patternattribution");

        // When
        hub.published(TestRecords.of(41, IMAGE));

        // Then
        TestViewer.Frame frame = viewer.nextFrame();
        assertThat(frame.header().getString("id")).isEqualTo("images/0/41");
        assertThat(frame.header().getString("label")).isEqualTo("espresso");
        assertThat(frame.header().getDouble("probability")).isEqualTo(0.75);
        assertThat(frame.header().getDouble("latencySeconds")).isEqualTo(0.04);
        assertThat(frame.methods()).containsExactly("guided", "patternattribution");
        assertThat(frame.parts())
                .extracting(Object::toString)
                .containsExactly("the original bytes", "picture 2", "picture 0");
        assertThat(frame.header().getJsonArray("parts").getJsonObject(2).getString("snapshot"))
                .isEqualTo("snapshot-7");
        assertThat(frame.header().getJsonArray("parts").getJsonObject(1).containsKey("snapshot"))
                .isFalse();
    }

    @Test
    void methodsSwitchWhileConnected() {
        // Given
        TestViewer viewer = subscribed(30, "gradient");
        hub.published(TestRecords.of(1, IMAGE));
        assertThat(viewer.nextFrame().methods()).containsExactly("gradient");

        // When
        viewer.subscribe(30, "guided");
        settle(viewer);
        hub.published(TestRecords.of(2, IMAGE));

        // Then
        assertThat(viewer.nextFrame().methods()).containsExactly("guided");
    }

    @Test
    void pausedViewerGetsNoFramesButStats() {
        // Given
        TestViewer viewer = subscribed(30, "gradient");
        viewer.send(new JsonObject().put("type", "pause"));
        settle(viewer);

        // When
        hub.published(TestRecords.of(1, IMAGE));
        viewer.next("stats");

        // Then
        assertThat(viewer.hasFrame()).isFalse();
    }

    @Test
    void fastStreamIsConflatedToTheNewestRecord() {
        // Given
        TestViewer viewer = subscribed(1, "gradient");

        // When: far more records than the pace lets through
        for (int i = 0; i <= 1000; i++) {
            hub.published(TestRecords.of(i, IMAGE));
        }

        // Then
        assertThat(viewer.nextFrame().header().getString("id")).isEqualTo("images/0/1000");
        assertThat(registry.get("patternstream.ws.frames.dropped").counter().count())
                .as("skipping to the newest is no loss")
                .isZero();
    }

    @Test
    void slowViewerLosesFramesAndSlowsNobody() {
        // Given
        TestViewer fast = subscribed(30, "gradient");
        TestViewer slow = subscribed(30, "gradient");
        slow.socket().pause();
        byte[] large = new byte[LiveFrame.LARGEST_IMAGE];

        // When: each record is awaited by the fast viewer before the next one, until the slow one has lost three
        int records = 0;
        while (registry.get("patternstream.ws.frames.dropped").counter().count() < 3 && records < 300) {
            hub.published(TestRecords.of(records, large));
            assertThat(fast.nextFrame().header().getString("id")).isEqualTo("images/0/" + records);
            records++;
        }

        // Then: the slow one continues with the newest record
        assertThat(registry.get("patternstream.ws.frames.dropped").counter().count())
                .isGreaterThanOrEqualTo(3);
        slow.socket().resume();
        String newest = "images/0/" + (records - 1);
        int received = 1;
        while (!newest.equals(slow.nextFrame().header().getString("id"))) {
            received++;
        }
        assertThat(received).isLessThanOrEqualTo(records - 3);
    }

    @Test
    void originalThatIsTooLargeStaysAway() {
        // Given
        TestViewer viewer = subscribed(30, "gradient");

        // When
        hub.published(TestRecords.of(1, new byte[LiveFrame.LARGEST_IMAGE + 1]));

        // Then
        assertThat(viewer.nextFrame().parts()).extracting(Object::toString).containsExactly("picture 1");
    }

    @Test
    void statsTellRateLatencyAndTotals() {
        // Given
        TestViewer viewer = open();
        for (int i = 0; i < 10; i++) {
            hub.published(TestRecords.of(i, IMAGE));
        }

        // When
        JsonObject stats = viewer.next("stats");

        // Then
        assertThat(stats.getDouble("recordsPerSecond")).isPositive();
        assertThat(stats.getJsonObject("latencySeconds")).isEqualTo(new JsonObject("{\"p50\": 0.04, \"p95\": 0.04}"));
        assertThat(stats.getLong("inFlight")).isEqualTo(5);
        assertThat(stats.getLong("deadLetters")).isEqualTo(2);
        assertThat(stats.getLong("swaps")).isEqualTo(7);
        assertThat(stats.getLong("folded")).isEqualTo(13_000);
        assertThat(stats.getJsonObject("snapshot").getString("id")).isEqualTo("snapshot-7");
    }

    @Test
    void viewerThatComesBackIsGreetedAgain() {
        // Given
        TestViewer first = open();
        first.next("hello");
        TestViewer.await(first.socket().close());

        // When
        TestViewer second = subscribed(30, "gradient");
        hub.published(TestRecords.of(9, IMAGE));

        // Then
        assertThat(second.nextFrame().header().getString("id")).isEqualTo("images/0/9");
        assertThat(hub.viewers()).as("the first one is forgotten").hasSize(1);
    }

    @Test
    void viewersThatVanishAreNoFailure() {
        // Given
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        vertx.exceptionHandler(failures::add);

        // When: connections go away while frames are due
        for (int i = 0; i < 60; i++) {
            TestViewer viewer = subscribed(30, "gradient");
            hub.published(TestRecords.of(i, IMAGE));
            viewer.nextFrame();
            viewer.socket().close();
        }
        while (!hub.viewers().isEmpty()) {
            Thread.onSpinWait();
        }

        // Then
        assertThat(failures).isEmpty();
    }

    @Test
    void foreignOriginIsRefused() {
        assertThat(handshakeStatus(TestViewer.options(port).addHeader("Origin", "http://evil.example")))
                .isEqualTo(403);
        assertThat(handshakeStatus(TestViewer.options(port).addHeader("Origin", "http://127.0.0.1:1")))
                .as("another port is another origin")
                .isEqualTo(403);
        assertThat(handshakeStatus(TestViewer.options(port).addHeader("Origin", "null")))
                .isEqualTo(403);
    }

    @Test
    void ownOriginIsWelcome() {
        // Given
        WebSocketConnectOptions options = TestViewer.options(port).addHeader("Origin", "http://127.0.0.1:" + port);

        // When
        TestViewer viewer = TestViewer.open(webSockets, options);

        // Then
        assertThat(viewer.next("hello").getString("protocol")).isEqualTo("patternstream.dashboard.v1");
    }

    @Test
    void unknownSubProtocolIsRefused() {
        WebSocketConnectOptions options =
                TestViewer.options(port).setSubProtocols(List.of("patternstream.dashboard.v99"));

        assertThat(handshakeStatus(options)).isEqualTo(400);
    }

    private int handshakeStatus(WebSocketConnectOptions options) {
        try {
            TestViewer.open(webSockets, options);
            return 101;
        } catch (IllegalStateException e) {
            assertThat(e).hasCauseInstanceOf(UpgradeRejectedException.class);
            return ((UpgradeRejectedException) e.getCause()).getStatus();
        }
    }

    @Test
    void oversizeMessageEndsTheConnection() {
        // Given
        TestViewer viewer = open();

        // When
        viewer.sendText("x".repeat(4097));

        // Then
        assertThat(viewer.closeCode()).isEqualTo((short) 1009);
    }

    @Test
    void messageThatMakesNoSenseEndsTheConnection() {
        for (String message :
                List.of("no JSON", "{}", "{\"type\":\"subscribe\"}", "{\"type\":\"subscribe\",\"methods\":[1]}")) {
            // Given
            TestViewer viewer = open();

            // When
            viewer.sendText(message);

            // Then
            assertThat(viewer.closeCode()).as(message).isEqualTo((short) 1008);
        }
    }

    @Test
    void floodOfMessagesEndsTheConnection() {
        // Given
        TestViewer viewer = open();

        // When: more than two seconds' worth, as the quota may be renewed in between
        for (int i = 0; i < 25; i++) {
            viewer.socket().writeFinalTextFrame("{\"type\":\"pause\"}");
        }

        // Then
        assertThat(viewer.closeCode()).isEqualTo((short) 1008);
    }

    @Test
    void unknownMethodIsAnsweredWithTheKnownOnes() {
        // Given
        TestViewer viewer = open();

        // When
        viewer.subscribe(3, "tealeaves");

        // Then
        assertThat(viewer.next("error").getString("detail"))
                .contains("tealeaves")
                .contains("patternattribution");
    }

    @Test
    void stoppingTellsTheViewers() {
        // Given
        TestViewer viewer = open();
        viewer.next("hello");

        // When
        TestViewer.await(vertx.undeploy(deployment));

        // Then
        assertThat(viewer.closeCode()).isEqualTo((short) 1001);
    }

    @Test
    void pageAndAllItsFilesAreServedWithAStrictPolicy() {
        String page = get("/", 200);
        assertThat(page).contains("<title>Patternstream</title>");
        for (String file : List.of("/dashboard.css", "/mark.svg", "/js/app.js")) {
            get(file, 200);
        }
        // every module that a script imports is served, too
        assertThat(get("/js/app.js", 200).lines().filter(line -> line.startsWith("import ")))
                .allSatisfy(line -> {
                    String file = line.replaceAll(".*\"\\./(.*)\".*", "/js/$1");
                    get(file, 200);
                });
    }

    @Test
    void anythingElseIsNotFound() {
        for (String path :
                List.of("/index.html", "/js/", "/../module-info.class", "/%2e%2e/http/Viewer.class", "/metrics")) {
            get(path, 404);
        }
    }

    private String get(String path, int status) {
        Answer answer = Answer.get(port, path);
        assertThat(answer.status()).as(path).isEqualTo(status);
        assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'self';");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        return answer.body();
    }

    @Test
    void takenPortGivesOneLineThatNamesTheOption() {
        assertThatThrownBy(() -> TestViewer.await(vertx.deployVerticle(gateway(port))))
                .cause()
                .isInstanceOf(PortUnavailableException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + port)
                .hasMessageEndingWith("choose another port with --port (demo) or http.port (serve)")
                .hasMessageNotContaining("\n");
    }

    private TestViewer open() {
        return TestViewer.open(webSockets, TestViewer.options(port));
    }

    private TestViewer subscribed(int maxFps, String... methods) {
        TestViewer viewer = open();
        viewer.next("hello");
        viewer.subscribe(maxFps, methods);
        settle(viewer);
        return viewer;
    }

    /** Messages are handled in order: when the answer to a wrong method is here, the one before has been handled. */
    private static void settle(TestViewer viewer) {
        viewer.subscribe(1, "?");
        viewer.next("error");
    }
}
