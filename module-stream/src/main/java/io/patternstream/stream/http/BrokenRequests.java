/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.ext.web.Router;
import java.util.List;

/**
 * Requests that the router itself finds fault with, for example for want of a host or with a method that is none: refused, and not a line in
 * the log for each. Stateless.
 */
final class BrokenRequests {
    private static final List<Integer> CODES = List.of(400, 404, 405);

    private BrokenRequests() {}

    static void refuse(Router router) {
        CODES.forEach(code -> router.errorHandler(
                code, routing -> routing.response().setStatusCode(code).end()));
    }
}
