/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.patternstream.stream.config.ManagementConfig;
import io.patternstream.stream.service.ServiceHealth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever can reach the two ports may send what he likes: he is refused, and nobody else notices. */
@ExtendWith(VertxExtension.class)
final class HostileClientsIT {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MOST_VIEWERS = 64;
    /** More than the second after which viewers hear something. */
    private static final int IDLE_SECONDS = 3;

    private static final String UPGRADE =
            """
            GET /ws/heatmaps HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

            """
                    .replace("\n", "\r\n");
    private static final String GET = "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    private static final String RELOAD = "POST /admin/model/reload HTTP/1.1\r\nHost: localhost\r\n";

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final LiveHub hub = LiveHub.create(System::nanoTime);
    private final ScriptedModelControl model = new ScriptedModelControl();
    private Vertx vertx;
    private WebSocketClient client;
    private int gateway;
    private int management;

    @BeforeEach
    void deploy(Vertx instance) {
        vertx = instance;
        client = TestViewer.client(vertx);
        vertx.exceptionHandler(failures::add);
        GatewayVerticle pages = TestGateway.impatient(hub, new SimpleMeterRegistry(), IDLE_SECONDS);
        ManagementVerticle admin = ManagementVerticle.create(
                new ManagementConfig("127.0.0.1", 0, Optional.empty()),
                () -> new ServiceHealth(true, true, List.of()),
                () -> "# nothing\n",
                new AdminControls(model, new ScriptedPatternControl()));
        TestViewer.await(vertx.deployVerticle(pages));
        TestViewer.await(vertx.deployVerticle(admin));
        gateway = pages.port();
        management = admin.port();
    }

    @AfterEach
    void allIsWell() {
        assertThat(Answer.get(gateway, "/").status()).isEqualTo(200);
        assertThat(Answer.get(management, "/health/live").status()).isEqualTo(200);
        assertThat(failures).as("what nobody caught").isEmpty();
    }

    @Test
    void aFloodOfViewersIsRefusedBeyondTheLimitAndThoseInsideAreServed() {
        // Given
        TestViewer first = TestViewer.open(client, TestViewer.options(gateway));
        first.next("hello");
        first.subscribe(30, "gradient");
        first.subscribe(1, "?");
        first.next("error");

        // When: 400 more at the same time
        WebSocketClient crowd = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(400));
        List<Future<WebSocket>> guests = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            guests.add(crowd.connect(TestViewer.options(gateway)));
        }
        TestViewer.await(Future.join(guests).otherwiseEmpty());

        // Then
        assertThat(guests.stream().filter(Future::succeeded)).hasSize(MOST_VIEWERS - 1);
        assertThat(hub.viewers()).hasSize(MOST_VIEWERS);
        assertThat(guests.stream().filter(Future::failed).map(Future::cause)).allSatisfy(cause -> assertThat(cause)
                .isInstanceOfSatisfying(UpgradeRejectedException.class, refusal -> assertThat(refusal.getStatus())
                        .isEqualTo(503)));
        hub.published(TestRecords.of(1, new byte[8]));
        assertThat(first.nextFrame().header().getString("id")).isEqualTo("images/0/1");
        TestViewer.await(crowd.close());
        while (hub.viewers().size() > 1) {
            Thread.onSpinWait();
        }
        WebSocketConnectOptions late = TestViewer.options(gateway);
        assertThat(TestViewer.open(client, late).next("hello").getString("protocol"))
                .as("once they have gone there is room again")
                .isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "NO_HTTP, 400",
        "LONG_PATH, 414",
        "LARGE_HEADER, 431",
        "MANY_HEADERS, 431",
        "NO_HOST, 400",
        "NEGATIVE_LENGTH, 400",
        "TWO_LENGTHS, 400"
    })
    void aBrokenRequestIsRefusedAtBothPorts(Broken request, int status) throws IOException {
        for (int port : List.of(gateway, management)) {
            try (Socket socket = connect(port)) {
                socket.getOutputStream().write(request.text.getBytes(ISO_8859_1));
                assertThat(until(socket, "\r\n")).matches("HTTP/1.[01] " + status + " .*\r\n");
            }
        }
        assertThat(model.asked).isEmpty();
    }

    private enum Broken {
        NO_HTTP("\u0000\u0001\u00ff\r\n\r\n"),
        LONG_PATH("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n"),
        LARGE_HEADER("GET / HTTP/1.1\r\nX: " + "a".repeat(10_000) + "\r\n\r\n"),
        MANY_HEADERS("GET / HTTP/1.1\r\n" + "X-Y: z\r\n".repeat(2_000) + "\r\n"),
        NO_HOST("GET / HTTP/1.1\r\n\r\n"),
        NEGATIVE_LENGTH(RELOAD + "Content-Length: -1\r\n\r\n"),
        TWO_LENGTHS(RELOAD + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx");

        private final String text;

        Broken(String text) {
            this.text = text;
        }
    }

    @Test
    void requestsWithRandomDamageChangeNothing() throws IOException {
        SplittableRandom random = new SplittableRandom(20261123);
        List<String> whole = List.of(UPGRADE, GET.formatted("/js/app.js"), GET.formatted("/metrics"));
        for (int i = 0; i < 600; i++) {
            String request = damaged(whole.get(i % whole.size()), random);
            try (Socket socket = connect(i % 2 == 0 ? gateway : management)) {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                socket.shutdownOutput();
                assertThat(until(socket, "")).as(request).doesNotStartWith("HTTP/1.1 5");
            }
        }
    }

    @Test
    void framesWithRandomDamageEndOnlyTheirConnection() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 200; i++) {
            byte[] frame = new byte[random.nextInt(2, 400)];
            random.nextBytes(frame);
            try (Socket socket = connect(gateway)) {
                socket.getOutputStream().write(UPGRADE.getBytes(ISO_8859_1));
                assertThat(until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 101");
                socket.getOutputStream().write(frame);
                socket.shutdownOutput();
                until(socket, "");
            }
        }
    }

    @Test
    void whoSaysOnlyHalfARequestIsNotWaitedForLong() throws IOException {
        try (Socket socket = connect(gateway)) {
            socket.getOutputStream().write("GET / HT".getBytes(ISO_8859_1));

            assertThat(until(socket, "")).isEmpty();
        }
    }

    @Test
    void whoOnlyWatchesStaysConnected() {
        // Given
        TestViewer viewer = TestViewer.open(client, TestViewer.options(gateway));

        // When / Then: one message a second, for longer than that
        for (int i = 0; i <= IDLE_SECONDS + 1; i++) {
            assertThat(viewer.next("stats").getInteger("viewers")).isEqualTo(1);
        }
    }

    @Test
    void messagesThatNestDeeplyAreNoJson() {
        for (String text : List.of("[".repeat(4096), "{\"a\":".repeat(819), "{\"type\":" + "[".repeat(4000))) {
            // Given
            TestViewer viewer = TestViewer.open(client, TestViewer.options(gateway));

            // When
            viewer.sendText(text);

            // Then
            assertThat(viewer.closeCode()).isEqualTo((short) 1008);
        }
    }

    /** Replaces, removes or doubles some characters. */
    private static String damaged(String request, SplittableRandom random) {
        StringBuilder text = new StringBuilder(request);
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(at);
                default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(1, 40))));
            }
        }
        return text.toString();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** What is heard until this; empty: until the other side has closed the connection. */
    private static String until(Socket socket, String end) throws IOException {
        StringBuilder heard = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            while (end.isEmpty() || heard.indexOf(end) < 0) {
                int next = in.read();
                if (next < 0) {
                    break;
                }
                heard.append((char) next);
            }
        } catch (SocketException e) {
            return heard.toString(); // closed with bytes of ours unread
        }
        return heard.toString();
    }
}
