/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.stream.config.ManagementConfig;
import io.patternstream.stream.service.ServiceHealth;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Wires the management port: {@code /health/live}, {@code /health/ready} {@code /metrics}, and {@code /admin}. */
public final class ManagementVerticle extends VerticleBase {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final ManagementConfig config;
    private final Supplier<ServiceHealth> health;
    private final Supplier<String> scrape;
    private final AdminControls controls;
    private @Nullable HttpServer server;

    private ManagementVerticle(
            ManagementConfig config, Supplier<ServiceHealth> health, Supplier<String> scrape, AdminControls controls) {
        this.config = config;
        this.health = health;
        this.scrape = scrape;
        this.controls = controls;
    }

    /**
     * Creates the verticle.
     *
     * @param config where to listen
     * @param health how the service is; must not block
     * @param scrape all samples in the Prometheus text format; called on worker threads
     * @param controls what operators may ask
     * @return the verticle, not yet deployed
     */
    public static ManagementVerticle create(
            ManagementConfig config, Supplier<ServiceHealth> health, Supplier<String> scrape, AdminControls controls) {
        return new ManagementVerticle(config, health, scrape, controls);
    }

    /** {@return the port that it listens on, once deployed; differs from the configured one where that is 0} */
    public int port() {
        return Objects.requireNonNull(server, "not deployed").actualPort();
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        BrokenRequests.refuse(router);
        router.get("/health/live").handler(routing -> {
            ServiceHealth now = health.get();
            answer(routing, now.live(), now.reasons());
        });
        router.get("/health/ready").handler(routing -> {
            ServiceHealth now = health.get();
            answer(routing, now.live() && now.ready(), now.reasons());
        });
        router.get("/metrics").handler(this::metrics);
        AdminRoutes.mount(router, controls, config.token());
        HttpServer listener = vertx.createHttpServer().requestHandler(router);
        server = listener;
        return listener.listen(config.port(), config.host())
                .recover(failure -> Future.failedFuture(new PortUnavailableException(
                        config.host(), config.port(), "--management-port (demo) or management.port (serve)", failure)));
    }

    private void metrics(RoutingContext routing) {
        vertx.executeBlocking(scrape::get, false)
                .onSuccess(text -> routing.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, PROMETHEUS_TEXT)
                        .end(text))
                .onFailure(routing::fail);
    }

    private static void answer(RoutingContext routing, boolean up, List<String> reasons) {
        JsonObject body = new JsonObject().put("status", up ? "up" : "down");
        if (!up) {
            body.put("reasons", new JsonArray(reasons));
        }
        routing.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }
}
