/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds values that are right one by one but not together. */
final class ConfigConflicts {
    /** What the delivery promises rest on; a configuration must not change it behind their back. */
    private static final Set<String> OWNED = Set.of(
            "acks",
            "allow.auto.create.topics",
            "auto.offset.reset",
            "bootstrap.servers",
            "enable.auto.commit",
            "enable.idempotence",
            "group.id",
            "group.protocol",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "partition.assignment.strategy",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    /** With the newer protocol these are settings of the broker. */
    private static final Set<String> CLASSIC_ONLY = Set.of("session.timeout.ms", "heartbeat.interval.ms");

    private ConfigConflicts() {}

    static List<String> find(StreamConfig config) {
        List<String> conflicts = new ArrayList<>();
        Map<String, String> roles = new HashMap<>();
        new TreeMap<>(topics(config.topics())).forEach((role, topic) -> {
            String other = roles.putIfAbsent(topic, role);
            if (other != null) {
                conflicts.add("topics." + role + ": '" + topic + "' is also topics." + other
                        + "; every role needs its own topic");
            }
        });
        config.kafka().clientProperties().keySet().stream()
                .sorted()
                .filter(OWNED::contains)
                .forEach(key -> conflicts.add("kafka.client-properties." + key
                        + ": cannot be set, since the delivery guarantees depend on it"));
        if (config.kafka().groupProtocol().equals("consumer")) {
            config.kafka().clientProperties().keySet().stream()
                    .sorted()
                    .filter(CLASSIC_ONLY::contains)
                    .forEach(key -> conflicts.add("kafka.client-properties." + key
                            + ": cannot be set with kafka.group-protocol 'consumer'; the broker decides"));
        }
        config.engine()
                .cores()
                .excess(Runtime.getRuntime().availableProcessors())
                .ifPresent(conflicts::add);
        int http = config.http().port();
        if (http != 0 && http == config.management().port()) {
            conflicts.add("management.port: " + http + " is also http.port");
        }
        return conflicts;
    }

    private static Map<String, String> topics(TopicsConfig topics) {
        return Map.of(
                "images", topics.images(),
                "heatmaps", topics.heatmaps(),
                "training", topics.training(),
                "patterns", topics.patterns(),
                "dead-letters", topics.deadLetters());
    }
}
