/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the patterns topic says about one snapshot, after its chunks: a JSON object.
 *
 * @param id the snapshot's name
 * @param model the model's name
 * @param modelSha256 hash of the model file
 * @param sha256 hash of the snapshot's bytes
 * @param chunks hashes of the chunks that its bytes consist of, in their order
 * @param samples images that it was learned from
 * @param topicId id of the training topic
 * @param offsets next offset per {@code topic/partition} that is not folded in
 * @param quality what it changed when it was made, if that was measured; no part of the snapshot
 */
public record SnapshotManifest(
        String id,
        String model,
        String modelSha256,
        String sha256,
        List<String> chunks,
        long samples,
        String topicId,
        Map<String, Long> offsets,
        Optional<SnapshotQuality> quality) {
    private static final int FORMAT = 2;
    private static final String QUALITY = "quality";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies. */
    public SnapshotManifest {
        chunks = List.copyOf(chunks);
        offsets = Map.copyOf(offsets);
    }

    /** {@return the manifest as UTF-8 JSON} */
    public byte[] encode() {
        ObjectNode node = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("id", id)
                .put("model", model)
                .put("model_sha256", modelSha256)
                .put("sha256", sha256)
                .put("samples", samples)
                .put("topic_id", topicId);
        ArrayNode hashes = node.putArray("chunks");
        chunks.forEach(hashes::add);
        ObjectNode positions = node.putObject("offsets");
        offsets.forEach(positions::put);
        quality.ifPresent(measured -> measured.encode(node.putObject(QUALITY)));
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest of plain values cannot be written", e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param bytes UTF-8 JSON
     * @return the manifest
     * @throws IllegalArgumentException if it is not one, or of a later format
     */
    public static SnapshotManifest decode(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node.path("format").asInt() != FORMAT) {
                throw new IllegalArgumentException(
                        "snapshot manifest of format " + node.path("format") + ", this version reads " + FORMAT);
            }
            Map<String, Long> offsets = new HashMap<>();
            node.path("offsets")
                    .properties()
                    .forEach(entry ->
                            offsets.put(entry.getKey(), entry.getValue().asLong()));
            List<String> chunks = new ArrayList<>();
            node.path("chunks").forEach(hash -> chunks.add(hash.asText()));
            return new SnapshotManifest(
                    node.path("id").asText(),
                    node.path("model").asText(),
                    node.path("model_sha256").asText(),
                    node.path("sha256").asText(),
                    chunks,
                    node.path("samples").asLong(),
                    node.path("topic_id").asText(),
                    offsets,
                    SnapshotQuality.decode(node.path(QUALITY)));
        } catch (IOException e) {
            throw new IllegalArgumentException("snapshot manifest is not JSON: " + e.getMessage(), e);
        }
    }

    /**
     * Compares by what was folded in.
     *
     * @param other another snapshot of the same model
     * @return whether this one knows more of some partition and less of none, or was learned from another topic
     */
    public boolean newerThan(SnapshotManifest other) {
        return newer(topicId, offsets, other);
    }

    /**
     * Compares a snapshot that is still to be made.
     *
     * @param topicId id of the training topic
     * @param offsets what is folded in
     * @param other a snapshot of the same model
     * @return whether it would be newer
     */
    static boolean newer(String topicId, Map<String, Long> offsets, SnapshotManifest other) {
        if (!topicId.equals(other.topicId)) {
            return true;
        }
        boolean more = offsets.size() > other.offsets.size();
        for (Map.Entry<String, Long> entry : other.offsets.entrySet()) {
            long mine = offsets.getOrDefault(entry.getKey(), 0L);
            if (mine < entry.getValue()) {
                return false;
            }
            more |= mine > entry.getValue();
        }
        return more;
    }
}
