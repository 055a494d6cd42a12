/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What a viewer asks for. */
sealed interface ViewerMessage {
    /** Upper limit of {@code maxFps}. */
    int HIGHEST_FPS = 30;

    /**
     * Frames, please.
     *
     * @param methods one to four names
     * @param maxFps frames a second, 1..{@value #HIGHEST_FPS}
     */
    record Subscribe(List<String> methods, int maxFps) implements ViewerMessage {
        /** Copies. */
        public Subscribe {
            methods = List.copyOf(methods);
        }
    }

    /** No frames until the next subscribe. */
    record Pause() implements ViewerMessage {}

    /**
     * Reads a message.
     *
     * @param text JSON
     * @return the message
     * @throws IllegalArgumentException if it is none; the message says why
     */
    static ViewerMessage parse(String text) {
        try {
            JsonObject json = new JsonObject(text);
            String type = json.getString("type", "");
            return switch (type) {
                case "subscribe" -> subscribe(json);
                case "pause" -> new Pause();
                default ->
                    throw new IllegalArgumentException("type must be subscribe or pause but was \"" + type + "\"");
            };
        } catch (DecodeException e) {
            throw new IllegalArgumentException("a message must be a JSON object", e);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException("a member of the message has the wrong type", e);
        }
    }

    private static Subscribe subscribe(JsonObject json) {
        JsonArray methods = json.getJsonArray("methods", new JsonArray());
        if (methods.isEmpty() || methods.size() > 4) {
            throw new IllegalArgumentException("methods must name one to four methods but named " + methods.size());
        }
        int maxFps = json.getInteger("maxFps", 3);
        if (maxFps < 1 || maxFps > HIGHEST_FPS) {
            throw new IllegalArgumentException("maxFps must be 1.." + HIGHEST_FPS + " but was " + maxFps);
        }
        return new Subscribe(methods.stream().map(String.class::cast).toList(), maxFps);
    }
}
