/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.LiveRecord;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** Encodes one record as the binary message that the package page describes. Stateless. */
final class LiveFrame {
    /** A larger original stays away from the frame; the page then shows the heatmaps alone. */
    static final int LARGEST_IMAGE = 2 * 1024 * 1024;

    private LiveFrame() {}

    /**
     * Encodes a record; draws its heatmaps, so not for an event loop.
     *
     * @param record the record
     * @param methods the methods to show, in this order; those that the record lacks are left out
     * @param renderer draws a heatmap as PNG
     * @return the message
     */
    static Buffer encode(LiveRecord record, List<String> methods, Function<Heatmap, byte[]> renderer) {
        JsonArray parts = new JsonArray();
        Buffer contents = Buffer.buffer();
        if (record.image().size() <= LARGEST_IMAGE) {
            byte[] image = record.image().toArray();
            parts.add(part("image", image));
            contents.appendBytes(image);
        }
        for (String method : methods) {
            for (Heatmap heatmap : record.heatmaps()) {
                if (heatmap.method().equals(method)) {
                    byte[] png = renderer.apply(heatmap);
                    JsonObject part = part("heatmap", png).put("method", method);
                    heatmap.patterns()
                            .ifPresent(made -> part.put("snapshot", made.id().value()));
                    parts.add(part);
                    contents.appendBytes(png);
                }
            }
        }
        Buffer header = header(record).put("parts", parts).toBuffer();
        return Buffer.buffer(4 + header.length() + contents.length())
                .appendInt(header.length())
                .appendBuffer(header)
                .appendBuffer(contents);
    }

    /** {@return whether a frame of these methods would show any heatmap of the record} */
    static boolean shows(LiveRecord record, List<String> methods) {
        for (Heatmap heatmap : record.heatmaps()) {
            if (methods.contains(heatmap.method())) {
                return true;
            }
        }
        return false;
    }

    private static JsonObject part(String kind, byte[] content) {
        return new JsonObject().put("kind", kind).put("length", content.length);
    }

    private static JsonObject header(LiveRecord record) {
        return new JsonObject()
                .put("type", "heatmap")
                .put("id", record.id().toString())
                .put("label", record.predicted().label())
                .put("index", record.predicted().index())
                .put("probability", record.predicted().probability())
                .put("latencySeconds", record.latency().toNanos() / 1e9);
    }
}
