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
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.stream.metrics.LayerDrift;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What stays in the patterns topic about a snapshot for good, a JSON object: from which it can be made again when its patterns
 * are no longer there, bit for bit, and why it was refused if it was.
 *
 * @param origin its name, and what it was learned from
 * @param sha256 hash of its bytes
 * @param topicId id of the training topic
 * @param preprocessing what was done to training images
 * @param policy where the borders of the fold were, and how fast images faded
 * @param quality how it compared with the snapshot that was active then, if that was measured
 * @param objections why the gate refused it; empty if it was published
 */
public record SnapshotEntry(
        SnapshotOrigin origin,
        String sha256,
        String topicId,
        String preprocessing,
        FoldPolicy policy,
        Optional<SnapshotQuality> quality,
        List<String> objections) {
    private static final int FORMAT = 1;
    private static final String HALF_LIFE = "half_life";
    private static final String QUALITY = "quality";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies. */
    public SnapshotEntry {
        objections = List.copyOf(objections);
    }

    /**
     * The key of an entry in the patterns topic.
     *
     * @param model the model's name
     * @param id the snapshot
     * @return the key
     */
    public static String key(String model, String id) {
        return model + "/snapshot/" + id;
    }

    /** {@return the largest cosine distance of a layer's patterns from those that were active then; empty if not measured} */
    public OptionalDouble distance() {
        return quality.stream()
                .flatMap(measured -> measured.layers().stream())
                .mapToDouble(LayerDrift::distance)
                .max();
    }

    /** {@return the entry as UTF-8 JSON} */
    public byte[] encode() {
        Provenance made = origin.provenance();
        ObjectNode node = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("id", origin.id().value())
                .put("sha256", sha256)
                .put("model_sha256", made.modelSha256())
                .put("samples", made.samples())
                .put("effective_samples", made.effectiveSamples())
                .put("created", made.created().toString())
                .put("topic_id", topicId)
                .put("preprocessing", preprocessing)
                .put("block_size", policy.blockSize())
                .put("snapshot_every", policy.snapshotEvery());
        policy.halfLife().ifPresent(records -> node.put(HALF_LIFE, records));
        ObjectNode positions = node.putObject("offsets");
        new TreeMap<>(made.offsets()).forEach(positions::put);
        texts(node.putArray("estimators"), made.estimators());
        quality.ifPresent(measured -> measured.encode(node.putObject(QUALITY)));
        texts(node.putArray("objections"), objections);
        try {
            return JSON.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an entry of plain values cannot be written", e);
        }
    }

    /**
     * Reads an entry.
     *
     * @param bytes UTF-8 JSON
     * @return the entry
     * @throws IllegalArgumentException if it is not one, or of a later format
     */
    public static SnapshotEntry decode(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node.path("format").asInt() != FORMAT) {
                throw new IllegalArgumentException(
                        "snapshot entry of format " + node.path("format") + ", this version reads " + FORMAT);
            }
            return new SnapshotEntry(
                    new SnapshotOrigin(new SnapshotId(node.path("id").asText()), provenance(node)),
                    node.path("sha256").asText(),
                    node.path("topic_id").asText(),
                    node.path("preprocessing").asText(),
                    new FoldPolicy(
                            node.path("block_size").asInt(),
                            node.path("snapshot_every").asInt(),
                            node.has(HALF_LIFE)
                                    ? OptionalInt.of(node.get(HALF_LIFE).asInt())
                                    : OptionalInt.empty()),
                    SnapshotQuality.decode(node.path(QUALITY)),
                    texts(node.path("objections")));
        } catch (IOException | DateTimeParseException e) {
            throw new IllegalArgumentException("snapshot entry is malformed: " + e.getMessage(), e);
        }
    }

    private static Provenance provenance(JsonNode node) {
        Map<String, Long> offsets = new HashMap<>();
        node.path("offsets")
                .properties()
                .forEach(entry -> offsets.put(entry.getKey(), entry.getValue().asLong()));
        return new Provenance(
                node.path("model_sha256").asText(),
                texts(node.path("estimators")),
                node.path("samples").asLong(),
                node.path("effective_samples").asDouble(node.path("samples").asDouble()),
                offsets,
                Instant.parse(node.path("created").asText()));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
