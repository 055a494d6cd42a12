/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.api.error.ErrorLine;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** What operators ask of the service, under {@code /admin} on the management port; changes from this machine only. Stateless. */
final class AdminRoutes {
    private static final int CONFLICT = 409;

    private AdminRoutes() {}

    static void mount(Router router, ModelControl model) {
        router.route("/admin/*").handler(AdminRoutes::refuseStrangers);
        router.get("/admin/model").handler(routing -> status(routing, model));
        router.post("/admin/model/reload").handler(routing -> reload(routing, model));
    }

    /** Browsers bring the requests of any page, and other machines are let in for health and metrics. */
    private static void refuseStrangers(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.method().equals(HttpMethod.GET)) {
            routing.next();
        } else if (request.headers().contains(HttpHeaders.ORIGIN)) {
            error(routing, 403, "requests of web pages are refused here");
        } else if (!isLocal(request.remoteAddress().hostAddress())) {
            error(
                    routing,
                    403,
                    "changes are taken from this machine only; ask there, for example by curl in the container");
        } else {
            routing.next();
        }
    }

    private static boolean isLocal(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress(); // a number, so nobody is asked for it
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static void status(RoutingContext routing, ModelControl model) {
        model.status()
                .ifPresentOrElse(
                        status -> answer(routing, 200, json(status)),
                        () -> error(routing, 503, "the service is starting"));
    }

    private static void reload(RoutingContext routing, ModelControl model) {
        List<String> patterns = routing.queryParam("patterns");
        if (!patterns.isEmpty() && !patterns.equals(List.of("later"))) {
            error(routing, 400, "patterns=" + patterns.get(0) + ": only 'later' is known");
            return;
        }
        model.reload(!patterns.isEmpty())
                .onSuccess(status -> answer(routing, 200, json(status)))
                .onFailure(failure -> error(routing, CONFLICT, String.valueOf(failure.getMessage())));
    }

    private static JsonObject json(ModelControl.Status status) {
        JsonObject json = new JsonObject()
                .put("model", status.name())
                .put("version", status.sha256())
                .put("file", status.file());
        status.patterns().ifPresent(id -> json.put("patterns", id));
        return json;
    }

    private static void error(RoutingContext routing, int code, String message) {
        answer(routing, code, new JsonObject().put("error", ErrorLine.of(message)));
    }

    private static void answer(RoutingContext routing, int code, JsonObject body) {
        routing.response()
                .setStatusCode(code)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }
}
