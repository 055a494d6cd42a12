/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;

/** Asks Kafka which topic the training topic is. For one thread; close it. */
final class TrainingTopic implements AutoCloseable {
    private final Admin admin;
    private final String name;

    TrainingTopic(ClientSettings settings, String name) {
        this.admin = Admin.create(settings.admin());
        this.name = name;
    }

    /**
     * What it is now.
     *
     * @param id tells it from others of its name, before and after it
     * @param partitions how many it has
     */
    record Identity(String id, int partitions) {}

    /** Asks; a Kafka exception where it does not answer or has no such topic. */
    Identity ask() {
        TopicDescription found = Objects.requireNonNull(
                KafkaTopics.await(admin.describeTopics(List.of(name)).allTopicNames())
                        .get(name));
        return new Identity(found.topicId().toString(), found.partitions().size());
    }

    @Override
    public void close() {
        admin.close();
    }
}
