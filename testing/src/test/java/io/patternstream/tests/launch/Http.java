/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;

/** Asks a started program over HTTP. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long SECONDS = 90;

    private Http() {}

    /** The status of one answer. */
    static int status(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** What came back. */
    record Answer(int status, String body) {}

    /** Reads. */
    static Answer get(String url) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create(url)).build());
    }

    /** Posts nothing. */
    static Answer post(String url) throws IOException, InterruptedException {
        return answer(HttpRequest.newBuilder(URI.create(url))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private static Answer answer(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    /** Waits for the answer 200. */
    static void await(String url, Launcher.Started program) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (System.nanoTime() < end && program.process().isAlive()) {
            try {
                if (status(url) == 200) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            program.process().waitFor(200, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("no answer 200 from " + url + "; errors: " + Files.readString(program.err()));
    }
}
