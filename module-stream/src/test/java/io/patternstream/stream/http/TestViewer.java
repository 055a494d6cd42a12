/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A dashboard without a page: collects what the gateway sends. */
final class TestViewer {
    private static final long PATIENCE_SECONDS = 20;
    private static final int LARGEST = 16 * 1024 * 1024;

    private final BlockingQueue<JsonObject> texts = new LinkedBlockingQueue<>();
    private final BlockingQueue<Buffer> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Short> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private TestViewer(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(text -> texts.add(new JsonObject(text)));
        socket.binaryMessageHandler(frames::add);
        socket.closeHandler(nothing -> closed.complete(socket.closeStatusCode()));
    }

    static WebSocketConnectOptions options(int port) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setURI("/ws/heatmaps")
                .addSubProtocol(GatewayVerticle.SUB_PROTOCOL);
    }

    /** The client must stay reachable: Vert.x closes one that is collected as garbage. */
    static WebSocketClient client(Vertx vertx) {
        return vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(LARGEST).setMaxMessageSize(LARGEST));
    }

    /** The handlers are in place before the first message can arrive. */
    static TestViewer open(WebSocketClient client, WebSocketConnectOptions options) {
        return await(client.connect(options).map(TestViewer::new));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    void send(JsonObject message) {
        sendText(message.encode());
    }

    /** As one frame, whatever its size. */
    void sendText(String text) {
        await(socket.writeFinalTextFrame(text));
    }

    void subscribe(int maxFps, String... methods) {
        send(new JsonObject()
                .put("type", "subscribe")
                .put("methods", List.of(methods))
                .put("maxFps", maxFps));
    }

    /** Stops and starts reading, as a slow connection does. */
    WebSocket socket() {
        return socket;
    }

    /** Waits for the next message of a type; others are passed over. */
    JsonObject next(String type) {
        while (true) {
            JsonObject message = poll(texts);
            if (type.equals(message.getString("type"))) {
                return message;
            }
        }
    }

    Frame nextFrame() {
        return Frame.parse(poll(frames));
    }

    boolean hasFrame() {
        return !frames.isEmpty();
    }

    short closeCode() {
        try {
            return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the connection was not closed", e);
        }
    }

    private static <T> T poll(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("message within %d s", PATIENCE_SECONDS).isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A binary message, taken apart. */
    record Frame(JsonObject header, List<Buffer> parts) {
        static Frame parse(Buffer message) {
            int headerLength = message.getInt(0);
            JsonObject header = new JsonObject(message.getBuffer(4, 4 + headerLength));
            List<Buffer> parts = new ArrayList<>();
            int offset = 4 + headerLength;
            for (Object part : header.getJsonArray("parts")) {
                int length = ((JsonObject) part).getInteger("length");
                parts.add(message.getBuffer(offset, offset + length));
                offset += length;
            }
            assertThat(offset).as("the parts fill the message").isEqualTo(message.length());
            return new Frame(header, parts);
        }

        List<String> methods() {
            return header.getJsonArray("parts").stream()
                    .map(JsonObject.class::cast)
                    .filter(part -> "heatmap".equals(part.getString("kind")))
                    .map(part -> part.getString("method"))
                    .toList();
        }
    }
}
