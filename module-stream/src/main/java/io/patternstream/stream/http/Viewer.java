/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.stream.pipeline.LiveRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connected dashboard: a slot for the newest record, emptied at the pace that the viewer asked for, and only while
 * its connection takes more. {@link #offer} may come from any thread, all else runs on the gateway's event loop.
 */
final class Viewer {
    private static final Logger LOGGER = LoggerFactory.getLogger(Viewer.class);
    private static final int WRITE_QUEUE_BYTES = 512 * 1024;
    private static final int MESSAGES_PER_SECOND = 10;
    private static final int UNANSWERED_PINGS = 2;
    private static final int LARGEST_MESSAGE = 4096;
    private static final short GOING_AWAY = 1001;
    private static final short POLICY = 1008;
    private static final short TOO_BIG = 1009;
    private static final int LONGEST_REASON = 100;

    private final ServerWebSocket socket;
    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final Dashboard dashboard;
    private final AtomicReference<@Nullable LiveRecord> newest = new AtomicReference<>();
    private final AtomicLong dropped = new AtomicLong();
    private final SplittableRandom jitter = new SplittableRandom(1);
    private volatile List<String> methods = List.of();
    private volatile boolean blocked;
    private boolean encoding;
    private boolean closed;
    private long timer = -1;
    private int messages;
    private int pings;

    private Viewer(ServerWebSocket socket, Vertx vertx, WorkerExecutor workers, Dashboard dashboard) {
        this.socket = socket;
        this.vertx = vertx;
        this.workers = workers;
        this.dashboard = dashboard;
    }

    static Viewer open(ServerWebSocket socket, Vertx vertx, WorkerExecutor workers, Dashboard dashboard) {
        Viewer viewer = new Viewer(socket, vertx, workers, dashboard);
        socket.setWriteQueueMaxSize(WRITE_QUEUE_BYTES);
        socket.textMessageHandler(viewer::receive);
        socket.binaryMessageHandler(message -> viewer.refuse("messages are JSON texts"));
        socket.pongHandler(pong -> viewer.pings = 0);
        socket.exceptionHandler(failure -> LOGGER.atDebug().setCause(failure).log("viewer connection failed"));
        return viewer;
    }

    /**
     * Takes a record in place of an older one that still waits. Never blocks.
     *
     * @param record the newest record
     */
    void offer(LiveRecord record) {
        if (!LiveFrame.shows(record, methods)) {
            return;
        }
        if (newest.getAndSet(record) != null && blocked) {
            lose();
        }
    }

    void send(JsonObject message) {
        if (!gone() && !socket.writeQueueFull()) {
            socket.writeTextMessage(message.encode());
        }
    }

    /** {@return frames that were due and that this viewer lost} */
    long dropped() {
        return dropped.get();
    }

    /** A second has passed: the viewer may send more messages. */
    void renewQuota() {
        messages = 0;
    }

    void ping() {
        if (gone()) {
            return;
        }
        if (pings == UNANSWERED_PINGS) {
            close(GOING_AWAY, "no answer to pings");
            return;
        }
        pings++;
        socket.writePing(Buffer.buffer("patternstream"));
    }

    Future<Void> close(short code, String reason) {
        forget();
        return socket.close(code, reason.substring(0, Math.min(reason.length(), LONGEST_REASON)));
    }

    /** The connection is gone: releases what the viewer holds. */
    void forget() {
        closed = true;
        pause();
    }

    /** The socket knows first; its close handler comes with a later task of the event loop. */
    private boolean gone() {
        return closed || socket.isClosed();
    }

    private void receive(String text) {
        if (++messages > MESSAGES_PER_SECOND) {
            refuse("more than " + MESSAGES_PER_SECOND + " messages a second");
            return;
        }
        if (text.length() > LARGEST_MESSAGE) {
            close(TOO_BIG, "messages have at most " + LARGEST_MESSAGE + " characters");
            return;
        }
        try {
            ViewerMessage message = ViewerMessage.parse(text);
            if (message instanceof ViewerMessage.Subscribe subscribe) {
                subscribe(subscribe);
            } else {
                pause();
            }
        } catch (IllegalArgumentException e) {
            refuse(String.valueOf(e.getMessage()));
        }
    }

    private void refuse(String reason) {
        close(POLICY, reason);
    }

    private void subscribe(ViewerMessage.Subscribe wanted) {
        List<String> known = dashboard.model().get().methods();
        for (String method : wanted.methods()) {
            if (!known.contains(method)) {
                send(new JsonObject()
                        .put("type", "error")
                        .put("detail", "no heatmaps of method \"" + method + "\"; there are " + known));
                return;
            }
        }
        pause();
        methods = wanted.methods();
        schedule(1000L / wanted.maxFps());
    }

    /** An even pace would pick the same few images of an evenly paced replay again and again; so it wavers by a fifth. */
    private void schedule(long pace) {
        timer = vertx.setTimer(pace + jitter.nextLong(-pace / 5, pace / 5 + 1), id -> {
            schedule(pace);
            flush();
        });
    }

    private void pause() {
        methods = List.of();
        newest.set(null);
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }

    private void flush() {
        if (gone()) {
            return;
        }
        blocked = encoding || socket.writeQueueFull();
        if (blocked) {
            return;
        }
        LiveRecord record = newest.getAndSet(null);
        if (record == null) {
            return;
        }
        encoding = true;
        List<String> shown = methods;
        Future<Buffer> frame =
                workers.executeBlocking(() -> LiveFrame.encode(record, shown, dashboard.renderer()), false);
        frame.onComplete(this::write, this::encodingFailed);
    }

    private void write(Buffer frame) {
        encoding = false;
        if (!gone()) {
            socket.writeFinalBinaryFrame(frame);
            dashboard.metrics().frameSent();
        }
    }

    private void lose() {
        dropped.incrementAndGet();
        dashboard.metrics().frameDropped();
    }

    private void encodingFailed(Throwable failure) {
        encoding = false;
        lose();
        LOGGER.atWarn().setCause(failure).log("a heatmap could not be drawn");
    }
}
