/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Turns a tree that has passed the schema, with defaults filled in, into records. */
final class ConfigBinder {
    /** What records in flight may hold where the file does not say, as a part of Java's heap: a fourth. */
    private static final long HEAP_SHARE = 4;

    private final Path folder;

    ConfigBinder(Path folder) {
        this.folder = folder;
    }

    StreamConfig bind(JsonNode root) {
        return new StreamConfig(
                kafka(root.get("kafka")),
                topics(root.get("topics")),
                model(root.get("model")),
                engine(root.get("engine")),
                limits(root.get("limits")),
                patterns(root.get("patterns")),
                new HttpConfig(
                        root.at("/http/host").asText(), root.at("/http/port").asInt()),
                new ManagementConfig(
                        root.at("/management/host").asText(),
                        root.at("/management/port").asInt(),
                        text(root.get("management"), "token")));
    }

    private static KafkaConfig kafka(JsonNode node) {
        Map<String, String> properties = new LinkedHashMap<>();
        node.get("client-properties")
                .properties()
                .forEach(
                        entry -> properties.put(entry.getKey(), entry.getValue().asText()));
        return new KafkaConfig(
                node.get("bootstrap-servers").asText(),
                node.get("group-id").asText(),
                node.get("order").asText(),
                node.get("delivery").asText(),
                node.get("group-protocol").asText(),
                node.get("instance-id").asText(),
                properties);
    }

    private static TopicsConfig topics(JsonNode node) {
        return new TopicsConfig(
                node.get("images").asText(),
                node.get("heatmaps").asText(),
                node.get("training").asText(),
                node.get("patterns").asText(),
                node.get("dead-letters").asText(),
                node.get("create").asBoolean(),
                node.get("image-partitions").asInt(),
                (short) node.get("replication-factor").asInt());
    }

    private ModelConfig model(JsonNode node) {
        return new ModelConfig(
                folder.resolve(node.get("file").asText()),
                text(node, "name"),
                text(node, "preprocessing"),
                texts(node.get("methods")));
    }

    private static EngineConfig engine(JsonNode node) {
        return new EngineConfig(
                node.get("backend").asText(),
                node.get("precision").asText(),
                node.get("algorithm").asText(),
                CoreSplit.of(
                        node.get("split").asText(),
                        number(node, "workers"),
                        number(node, "threads"),
                        Runtime.getRuntime().availableProcessors()),
                node.get("decoders").asInt(),
                node.get("batch-size").asInt(),
                millis(node, "batch-max-delay-ms"));
    }

    private static LimitsConfig limits(JsonNode node) {
        return new LimitsConfig(
                node.get("in-flight-records").asInt(),
                node.path("in-flight-bytes").asLong(Runtime.getRuntime().maxMemory() / HEAP_SHARE),
                node.get("image-bytes").asInt(),
                node.get("image-pixels").asLong(),
                node.get("passes").asInt(),
                millis(node, "drain-timeout-ms"));
    }

    private PatternsConfig patterns(JsonNode node) {
        return new PatternsConfig(
                text(node, "file").map(folder::resolve),
                node.get("learn").asBoolean(),
                node.get("snapshot-every").asInt(),
                node.get("block-size").asInt(),
                node.has("half-life") ? OptionalInt.of(node.get("half-life").asInt()) : OptionalInt.empty(),
                texts(node.get("estimators")),
                text(node, "directory").map(folder::resolve),
                location(node.get("state-directory").asText()),
                node.get("lost-records").asText().equals("continue"),
                gate(node.get("gate")));
    }

    private static GateConfig gate(JsonNode node) {
        return new GateConfig(
                node.get("minimum-samples").asLong(),
                node.get("degenerate-share").asDouble(),
                node.has("drift") ? OptionalDouble.of(node.get("drift").asDouble()) : OptionalDouble.empty());
    }

    private String location(String text) {
        return text.startsWith("s3://") ? text : folder.resolve(text).toString();
    }

    private static Duration millis(JsonNode node, String key) {
        return Duration.ofMillis(node.get(key).asLong());
    }

    private static OptionalInt number(JsonNode node, String key) {
        return node.has(key) ? OptionalInt.of(node.get(key).asInt()) : OptionalInt.empty();
    }

    private static Optional<String> text(JsonNode node, String key) {
        return Optional.ofNullable(node.get(key)).map(JsonNode::asText);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
