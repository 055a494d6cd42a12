/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** Serves the dashboard's files: a closed table of resources of this module, read once; no path ever reaches a file system. */
final class StaticPages {
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, Page> PAGES = Map.ofEntries(
            Map.entry("/", new Page("index.html", "text/html; charset=utf-8")),
            Map.entry("/dashboard.css", new Page("dashboard.css", "text/css; charset=utf-8")),
            Map.entry("/mark.svg", new Page("mark.svg", "image/svg+xml")),
            Map.entry("/js/app.js", new Page("js/app.js", SCRIPT)),
            Map.entry("/js/cards.js", new Page("js/cards.js", SCRIPT)),
            Map.entry("/js/controls.js", new Page("js/controls.js", SCRIPT)),
            Map.entry("/js/drift.js", new Page("js/drift.js", SCRIPT)),
            Map.entry("/js/feed.js", new Page("js/feed.js", SCRIPT)),
            Map.entry("/js/format.js", new Page("js/format.js", SCRIPT)),
            Map.entry("/js/frame.js", new Page("js/frame.js", SCRIPT)),
            Map.entry("/js/sparkline.js", new Page("js/sparkline.js", SCRIPT)),
            Map.entry("/js/strip.js", new Page("js/strip.js", SCRIPT)));

    private StaticPages() {}

    /**
     * Adds a route for each file.
     *
     * @param router receives them
     */
    static void mount(Router router) {
        router.route().handler(StaticPages::protect);
        PAGES.forEach((path, page) -> {
            Buffer content = page.read();
            router.get(path).handler(routing -> answer(routing, page, content));
        });
    }

    private static void protect(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        response.putHeader(
                "Content-Security-Policy",
                "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'");
        response.putHeader("X-Content-Type-Options", "nosniff");
        response.putHeader("Referrer-Policy", "no-referrer");
        routing.next();
    }

    private static void answer(RoutingContext routing, Page page, Buffer content) {
        routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, page.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(content);
    }

    private record Page(String resource, String contentType) {
        Buffer read() {
            try (InputStream in = StaticPages.class.getResourceAsStream("dashboard/" + resource)) {
                if (in == null) {
                    throw new IllegalStateException("resource dashboard/" + resource + " is missing from the module");
                }
                return Buffer.buffer(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("resource dashboard/" + resource + " cannot be read", e);
            }
        }
    }
}
