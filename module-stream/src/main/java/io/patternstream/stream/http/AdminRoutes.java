/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.api.error.ErrorLine;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * What operators ask of the service, under {@code /admin} on the management port; changes from this machine only, or by token.
 * Stateless.
 */
final class AdminRoutes {
    private static final int CONFLICT = 409;

    private AdminRoutes() {}

    static void mount(Router router, AdminControls controls, Optional<String> token) {
        ModelControl model = controls.model();
        PatternControl patterns = controls.patterns();
        router.route("/admin/*").handler(AdminRoutes::refuseBrowsers);
        router.route("/admin/*")
                .handler(token.<Handler<RoutingContext>>map(secret -> routing -> requireToken(routing, secret))
                        .orElse(AdminRoutes::refuseOtherMachines));
        router.get("/admin/model").handler(routing -> status(routing, model));
        router.post("/admin/model/reload").handler(routing -> reload(routing, model));
        router.get("/admin/patterns").handler(routing -> list(routing, patterns));
        router.get("/admin/patterns/diff").handler(routing -> diff(routing, patterns));
        router.post("/admin/patterns/pin").handler(routing -> pin(routing, patterns));
        router.post("/admin/patterns/unpin").handler(routing -> unpin(routing, patterns));
    }

    /** Compared in a time that does not tell how much of it is right. */
    private static void requireToken(RoutingContext routing, String token) {
        String shown = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
        byte[] expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        if (shown != null && MessageDigest.isEqual(shown.getBytes(StandardCharsets.UTF_8), expected)) {
            routing.next();
        } else {
            routing.response().putHeader("WWW-Authenticate", "Bearer");
            error(routing, 401, "show the token of management.token in the header Authorization: Bearer ...");
        }
    }

    /** Browsers bring the requests of any page. */
    private static void refuseBrowsers(RoutingContext routing) {
        if (changes(routing) && routing.request().headers().contains(HttpHeaders.ORIGIN)) {
            error(routing, 403, "requests of web pages are refused here");
        } else {
            routing.next();
        }
    }

    /** Other machines are let in for health and metrics. */
    private static void refuseOtherMachines(RoutingContext routing) {
        if (changes(routing) && !isLocal(routing.request().remoteAddress().hostAddress())) {
            error(
                    routing,
                    403,
                    "changes are taken from this machine only, where no management.token is set; ask there, for example by"
                            + " curl in the container");
        } else {
            routing.next();
        }
    }

    private static boolean changes(RoutingContext routing) {
        return !routing.request().method().equals(HttpMethod.GET);
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

    private static void list(RoutingContext routing, PatternControl patterns) {
        patterns.list()
                .onSuccess(found -> {
                    JsonArray snapshots = new JsonArray();
                    found.forEach(snapshot -> snapshots.add(json(snapshot)));
                    answer(routing, 200, new JsonObject().put("snapshots", snapshots));
                })
                .onFailure(failure -> error(routing, 503, String.valueOf(failure.getMessage())));
    }

    private static void diff(RoutingContext routing, PatternControl patterns) {
        List<String> from = routing.queryParam("from");
        List<String> to = routing.queryParam("to");
        if (from.size() != 1 || to.size() != 1) {
            error(routing, 400, "name two snapshots: /admin/patterns/diff?from=...&to=...");
            return;
        }
        patterns.diff(from.get(0), to.get(0))
                .onSuccess(found -> {
                    JsonArray layers = new JsonArray();
                    found.forEach(difference -> layers.add(json(difference)));
                    answer(routing, 200, new JsonObject().put("layers", layers));
                })
                .onFailure(failure -> error(routing, 404, String.valueOf(failure.getMessage())));
    }

    private static void pin(RoutingContext routing, PatternControl patterns) {
        List<String> ids = routing.queryParam("id");
        if (ids.size() != 1 || ids.get(0).isBlank()) {
            error(routing, 400, "name one snapshot: /admin/patterns/pin?id=...");
            return;
        }
        boolean force = routing.queryParam("force").equals(List.of("true"));
        patterns.pin(ids.get(0), force)
                .onSuccess(id -> answer(routing, 200, new JsonObject().put("pinned", id)))
                .onFailure(failure -> error(routing, CONFLICT, String.valueOf(failure.getMessage())));
    }

    private static void unpin(RoutingContext routing, PatternControl patterns) {
        patterns.unpin()
                .onSuccess(id -> answer(routing, 200, new JsonObject().put("unpinned", id.orElse(null))))
                .onFailure(failure -> error(routing, CONFLICT, String.valueOf(failure.getMessage())));
    }

    private static JsonObject json(PatternControl.Difference difference) {
        return new JsonObject()
                .put("layer", difference.layer())
                .put("regime", difference.regime())
                .put("distance", difference.distance())
                .put("normRatio", difference.normRatio())
                .put("degenerate", new JsonArray(List.of(difference.firstDegenerate(), difference.secondDegenerate())));
    }

    private static JsonObject json(PatternControl.Snapshot snapshot) {
        JsonObject json = new JsonObject()
                .put("id", snapshot.id())
                .put("state", snapshot.state())
                .put("samples", snapshot.samples())
                .put("created", snapshot.created());
        snapshot.distance().ifPresent(distance -> json.put("distance", distance));
        return json.put("objections", new JsonArray(snapshot.objections()));
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
