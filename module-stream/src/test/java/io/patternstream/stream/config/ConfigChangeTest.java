/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ConfigChangeTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What docs/operations.md says; each of the others needs a restart. */
    private static final Set<String> CHANGEABLE = Set.of(
            "model.file",
            "model.preprocessing",
            "model.methods",
            "patterns.file",
            "limits.passes",
            "limits.image-bytes",
            "limits.image-pixels",
            "engine.backend",
            "engine.precision",
            "engine.algorithm");

    /** Changeable as well, but what they may be depends on the machine. */
    private static final Set<String> CORES = Set.of("engine.split", "engine.workers", "engine.threads");

    /** A value of its own for each setting that is not a number. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("kafka.bootstrap-servers", "\"other:1\""),
            Map.entry("kafka.order", "\"none\""),
            Map.entry("kafka.delivery", "\"exactly_once\""),
            Map.entry("kafka.group-protocol", "\"consumer\""),
            Map.entry("kafka.client-properties", "{\"security.protocol\": \"SSL\"}"),
            Map.entry("topics.create", "false"),
            Map.entry("model.preprocessing", "\"imagenet\""),
            Map.entry("model.methods", "[\"gradient\"]"),
            Map.entry("engine.backend", "\"nd4j\""),
            Map.entry("engine.precision", "\"bf16\""),
            Map.entry("engine.algorithm", "\"direct\""),
            Map.entry("patterns.learn", "false"),
            Map.entry("patterns.estimators", "[\"relu\"]"),
            Map.entry("patterns.lost-records", "\"continue\""),
            Map.entry("patterns.gate", "{\"minimum-samples\": 5}"),
            Map.entry("management.token", "\"0123456789abcdef\""));

    @Test
    void everySettingEitherBelongsToAVersionOfTheModelOrNeedsARestart() throws IOException {
        // Given
        StreamConfig now = parse(minimal());
        Set<String> unnamed = new TreeSet<>();
        List<String> settings = settings();

        // When
        for (String setting : settings) {
            ObjectNode other = minimal();
            String[] names = setting.split("\\.", 2);
            other.withObject("/" + names[0]).set(names[1], JSON.readTree(OTHERS.getOrDefault(setting, guess(setting))));
            StreamConfig next = parse(other);
            assertThat(next).as(setting).isNotEqualTo(now);
            if (ConfigChange.needRestart(now, next).isEmpty()) {
                unnamed.add(setting);
            }
        }

        // Then
        assertThat(settings).hasSizeGreaterThan(35);
        assertThat(unnamed).containsExactlyInAnyOrderElementsOf(CHANGEABLE);
    }

    @Test
    void whatNeedsARestartIsNamed() throws IOException {
        // Given
        ObjectNode other = minimal();
        other.withObject("/http").put("port", 1);
        other.withObject("/engine").put("batch-size", 2).put("precision", "bf16");

        // Then
        assertThat(ConfigChange.needRestart(parse(minimal()), parse(other)))
                .containsExactly("engine.batch-size", "http");
        assertThat(ConfigChange.needRestart(parse(minimal()), parse(minimal()))).isEmpty();
        assertThat(ConfigChange.needRestart(parse(minimal()), withCores(parse(minimal()), new CoreSplit(3, 5))))
                .isEmpty();
    }

    private static StreamConfig withCores(StreamConfig config, CoreSplit cores) {
        EngineConfig engine = config.engine();
        return new StreamConfig(
                config.kafka(),
                config.topics(),
                config.model(),
                new EngineConfig(
                        engine.backend(),
                        engine.precision(),
                        engine.algorithm(),
                        cores,
                        engine.decoders(),
                        engine.batchSize(),
                        engine.batchMaxDelay()),
                config.limits(),
                config.patterns(),
                config.http(),
                config.management());
    }

    /** Names of all settings of the schema. */
    private static List<String> settings() throws IOException {
        JsonNode schema = JSON.readTree(ConfigSchema.class.getResourceAsStream("schema.json"));
        List<String> settings = new ArrayList<>();
        schema.get("properties").properties().forEach(section -> section.getValue()
                .get("properties")
                .fieldNames()
                .forEachRemaining(name -> settings.add(section.getKey() + "." + name)));
        settings.removeAll(CORES);
        return settings;
    }

    private static String guess(String setting) throws IOException {
        String[] names = setting.split("\\.", 2);
        JsonNode type = JSON.readTree(ConfigSchema.class.getResourceAsStream("schema.json"))
                .at("/properties/" + names[0] + "/properties/" + names[1]);
        return type.path("type").asText().equals("integer")
                ? Integer.toString(type.path("minimum").asInt() + 1)
                : "\"other\"";
    }

    private static ObjectNode minimal() throws IOException {
        return (ObjectNode)
                JSON.readTree(
                        """
                {"kafka": {"bootstrap-servers": "broker:9092"}, "model": {"file": "m.onnx"}}
                """);
    }

    private static StreamConfig parse(ObjectNode json) {
        return ConfigLoader.parse(json.toString(), "test", Path.of("folder"));
    }
}
