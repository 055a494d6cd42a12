/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Decides who may open the live feed: browsers from the dashboard's own origin, and clients that send no origin. */
final class Handshake {
    private Handshake() {}

    /**
     * Judges a request.
     *
     * @param request a request for an upgrade
     * @return the HTTP status to refuse it with, or empty where it is fine
     */
    static OptionalInt refusal(HttpServerRequest request) {
        if (!sameOrigin(request.getHeader("Origin"), request.authority())) {
            return OptionalInt.of(403);
        }
        String offered = request.getHeader("Sec-WebSocket-Protocol");
        boolean known = offered == null
                || Arrays.stream(offered.split(",", -1))
                        .map(String::trim)
                        .anyMatch(GatewayVerticle.SUB_PROTOCOL::equals);
        return known ? OptionalInt.empty() : OptionalInt.of(400);
    }

    private static boolean sameOrigin(@Nullable String origin, @Nullable HostAndPort host) {
        if (origin == null) {
            return true;
        }
        if (host == null) {
            return false;
        }
        try {
            URI uri = URI.create(origin);
            int standardPort = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
            int originPort = uri.getPort() == -1 ? standardPort : uri.getPort();
            int hostPort = host.port() <= 0 ? standardPort : host.port();
            return host.host().equalsIgnoreCase(uri.getHost()) && originPort == hostPort;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
