/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.stream.config.HttpConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wires the public port: the dashboard's files and its live feed. Deploy one instance. */
public final class GatewayVerticle extends VerticleBase {
    static final String SUB_PROTOCOL = "patternstream.dashboard.v1";
    private static final Logger LOGGER = LoggerFactory.getLogger(GatewayVerticle.class);
    private static final int LARGEST_FRAME = 64 * 1024;
    private static final int MOST_VIEWERS = 64;
    private static final long STATS_MILLIS = 1000;
    private static final long PING_MILLIS = 25_000;
    private static final long FAREWELL_MILLIS = 500;
    private static final int RENDER_THREADS = 2;
    /** Viewers are sent something each second, and a large frame over a slow line takes some; who is silent for longer has gone. */
    private static final int IDLE_SECONDS = 60;

    private final HttpConfig config;
    private final Dashboard dashboard;
    private final LiveHub hub;
    private final int idleSeconds;
    private final DashboardMessages messages;
    private String greeted;
    private @Nullable HttpServer server;

    private GatewayVerticle(HttpConfig config, Dashboard dashboard, LiveHub hub, InstantSource clock, int idleSeconds) {
        this.config = config;
        this.dashboard = dashboard;
        this.hub = hub;
        this.idleSeconds = idleSeconds;
        this.greeted = dashboard.model().get().sha256();
        this.messages = new DashboardMessages(dashboard, hub.window(), clock);
    }

    /**
     * Creates the verticle.
     *
     * @param config where to listen
     * @param dashboard what to show
     * @param hub hands over the finished records
     * @param clock tells the age of the patterns
     * @return the verticle, not yet deployed
     */
    public static GatewayVerticle create(HttpConfig config, Dashboard dashboard, LiveHub hub, InstantSource clock) {
        return impatient(config, dashboard, hub, clock, IDLE_SECONDS);
    }

    /** The same, which closes connections on which nothing happens for some seconds. */
    static GatewayVerticle impatient(
            HttpConfig config, Dashboard dashboard, LiveHub hub, InstantSource clock, int idleSeconds) {
        return new GatewayVerticle(config, dashboard, hub, clock, idleSeconds);
    }

    /** {@return the port that it listens on, once deployed; differs from the option where that is 0} */
    public int port() {
        return Objects.requireNonNull(server, "not deployed").actualPort();
    }

    @Override
    public Future<?> start() {
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("dashboard-render", RENDER_THREADS);
        Router router = Router.router(vertx);
        BrokenRequests.refuse(router);
        StaticPages.mount(router);
        router.get("/ws/heatmaps").handler(routing -> upgrade(routing, workers));
        vertx.setPeriodic(STATS_MILLIS, id -> sendStats());
        vertx.setPeriodic(PING_MILLIS, id -> hub.viewers().forEach(Viewer::ping));
        HttpServerOptions http = new HttpServerOptions()
                .setIdleTimeout(idleSeconds)
                .setMaxWebSocketFrameSize(LARGEST_FRAME)
                .setMaxWebSocketMessageSize(LARGEST_FRAME)
                .addWebSocketSubProtocol(SUB_PROTOCOL);
        HttpServer listener = vertx.createHttpServer(http).requestHandler(router);
        server = listener;
        return listener.listen(config.port(), config.host())
                .recover(failure -> Future.failedFuture(new PortUnavailableException(
                        config.host(), config.port(), "--port (demo) or http.port (serve)", failure)));
    }

    @Override
    public Future<?> stop() {
        return Future.join(hub.viewers().stream()
                        .map(viewer -> viewer.close((short) 1001, "the service stops"))
                        .toList())
                .timeout(FAREWELL_MILLIS, TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void upgrade(RoutingContext routing, WorkerExecutor workers) {
        OptionalInt refusal = Handshake.refusal(routing.request());
        if (refusal.isPresent()) {
            routing.response().setStatusCode(refusal.getAsInt()).end();
            return;
        }
        if (hub.viewers().size() >= MOST_VIEWERS) {
            routing.response().setStatusCode(503).putHeader("Retry-After", "30").end();
            return;
        }
        routing.request()
                .toWebSocket()
                .onSuccess(socket -> welcome(Viewer.open(socket, vertx, workers, dashboard), socket))
                .onFailure(failure -> LOGGER.atDebug().setCause(failure).log("upgrade failed"));
    }

    private void welcome(Viewer viewer, ServerWebSocket socket) {
        hub.viewers().add(viewer);
        dashboard.metrics().viewerJoined();
        socket.closeHandler(nothing -> {
            viewer.forget();
            hub.viewers().remove(viewer);
            dashboard.metrics().viewerLeft();
        });
        viewer.send(messages.hello());
    }

    private void sendStats() {
        Set<Viewer> viewers = hub.viewers();
        if (viewers.isEmpty()) {
            return;
        }
        String version = dashboard.model().get().sha256();
        if (!version.equals(greeted)) {
            greeted = version;
            viewers.forEach(viewer -> viewer.send(messages.hello()));
        }
        JsonObject stats = messages.stats(viewers.size());
        for (Viewer viewer : viewers) {
            viewer.renewQuota();
            viewer.send(stats.put("dropped", viewer.dropped()));
        }
    }
}
