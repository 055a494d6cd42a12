/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What an HTTP server said. */
record Answer(int status, Map<String, List<String>> headers, String body) {
    /** Sends the path as it is. */
    static Answer get(int port, String path) {
        return of("GET", port, path, "");
    }

    /** Posts nothing. */
    static Answer post(int port, String path) {
        return of("POST", port, path, "");
    }

    /** Sends the path with a header Authorization, if that is not empty. */
    static Answer of(String method, int port, String path, String authorization) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) new URL("http", "127.0.0.1", port, path).openConnection();
            connection.setRequestMethod(method);
            if (!authorization.isEmpty()) {
                connection.setRequestProperty("Authorization", authorization);
            }
            connection.setReadTimeout(20_000);
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return new Answer(status, connection.getHeaderFields(), body);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .map(header -> header.getValue().get(0))
                .findFirst()
                .orElse("");
    }
}
