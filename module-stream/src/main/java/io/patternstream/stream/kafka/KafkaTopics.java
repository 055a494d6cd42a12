/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.TopicsConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it, once, that the topics are there. Thread-safe; blocks. */
final class KafkaTopics {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaTopics.class);

    private final TopicsConfig topics;
    private final ClientSettings settings;
    private boolean checked;

    KafkaTopics(TopicsConfig topics, ClientSettings settings) {
        this.topics = topics;
        this.settings = settings;
    }

    /**
     * Creates what is missing, if that is allowed.
     *
     * @throws TopicsException if topics are missing or unfit
     * @throws KafkaException if the broker does not answer
     */
    synchronized void ensure() {
        if (checked) {
            return;
        }
        try (Admin admin = Admin.create(settings.admin())) {
            List<NewTopic> missing = missing(admin);
            if (!missing.isEmpty() && !topics.create()) {
                throw new TopicsException("missing on Kafka at " + settings.address() + ": topic "
                        + String.join(", ", missing.stream().map(NewTopic::name).toList())
                        + "; create it, or set topics.create: true");
            }
            FreshTopics.awaitLeaders(
                    admin,
                    missing.stream().filter(topic -> create(admin, topic)).toList());
        }
        checked = true;
    }

    synchronized boolean checked() {
        return checked;
    }

    private List<NewTopic> missing(Admin admin) {
        List<NewTopic> wanted = wanted();
        Map<String, KafkaFuture<TopicDescription>> found = admin.describeTopics(
                        wanted.stream().map(NewTopic::name).toList())
                .topicNameValues();
        List<NewTopic> missing = new ArrayList<>();
        for (NewTopic topic : wanted) {
            KafkaFuture<TopicDescription> description = found.get(topic.name());
            Optional<Integer> partitions = description == null ? Optional.empty() : partitions(description);
            if (partitions.isEmpty()) {
                missing.add(topic);
            } else if (topic.name().equals(topics.patterns()) && partitions.get() != 1) {
                throw new TopicsException("topic " + topic.name() + " has " + partitions.get()
                        + " partitions but its records need one order: use a topic with 1 partition");
            }
        }
        return missing;
    }

    private List<NewTopic> wanted() {
        int many = topics.imagePartitions();
        return List.of(
                topic(topics.images(), many),
                topic(topics.heatmaps(), many),
                topic(topics.deadLetters(), many),
                topic(topics.training(), 1),
                topic(topics.patterns(), 1)
                        .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
    }

    private NewTopic topic(String name, int partitions) {
        short replication = topics.replicationFactor();
        return new NewTopic(
                name, Optional.of(partitions), replication < 1 ? Optional.empty() : Optional.of(replication));
    }

    private static Optional<Integer> partitions(KafkaFuture<TopicDescription> description) {
        try {
            return Optional.of(await(description).partitions().size());
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    /** {@return whether it was not there} */
    private static boolean create(Admin admin, NewTopic topic) {
        try {
            await(admin.createTopics(List.of(topic)).all());
            LOGGER.atInfo()
                    .addKeyValue("topicName", topic.name())
                    .addKeyValue("partitions", topic.numPartitions())
                    .log("Created a topic");
            return true;
        } catch (TopicExistsException e) {
            LOGGER.atDebug().addKeyValue("topicName", topic.name()).log("Another process created the topic");
            return false;
        }
    }

    static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
