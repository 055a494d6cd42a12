/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.util.Map;
import java.util.TreeSet;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, comma separated
 * @param groupId the consumer group of the image topic; the training topic's group is this with {@code -training}
 * @param order whose outputs keep the order of their records: {@code key}, {@code partition} or {@code none}
 * @param clientProperties passed to every Kafka client, for example the security settings; values are secret
 */
public record KafkaConfig(String bootstrapServers, String groupId, String order, Map<String, String> clientProperties) {
    /** Copies. */
    public KafkaConfig {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** Shows the names of the client properties but not their values. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrapServers=" + bootstrapServers + ", groupId=" + groupId + ", order=" + order
                + ", clientProperties=" + new TreeSet<>(clientProperties.keySet()) + " (values hidden)]";
    }
}
