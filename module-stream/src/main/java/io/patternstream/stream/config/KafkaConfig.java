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
 * @param delivery {@code at_least_once} or {@code exactly_once}
 * @param groupProtocol {@code classic}, with cooperative rebalancing, or {@code consumer} (KIP-848)
 * @param instanceId names this instance, over restarts, among those of its group; may be empty
 * @param clientProperties passed to every Kafka client, for example the security settings; values are secret
 */
public record KafkaConfig(
        String bootstrapServers,
        String groupId,
        String order,
        String delivery,
        String groupProtocol,
        String instanceId,
        Map<String, String> clientProperties) {
    /** {@return whether outputs and offsets are committed in one transaction} */
    public boolean exactlyOnce() {
        return delivery.equals("exactly_once");
    }

    /** Copies. */
    public KafkaConfig {
        clientProperties = Map.copyOf(clientProperties);
    }

    /** Shows the names of the client properties but not their values. */
    @Override
    public String toString() {
        return "KafkaConfig[bootstrapServers=" + bootstrapServers + ", groupId=" + groupId + ", order=" + order
                + ", delivery=" + delivery + ", groupProtocol=" + groupProtocol + ", instanceId=" + instanceId
                + ", clientProperties=" + new TreeSet<>(clientProperties.keySet()) + " (values hidden)]";
    }
}
