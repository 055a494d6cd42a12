/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import io.patternstream.stream.config.TopicsConfig;
import io.patternstream.stream.kafka.FreshTopics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Creates the topics so that the demo may run for days: old records are deleted. Stateless. */
public final class DemoTopics {
    private static final long SECONDS = 30;
    private static final Map<String, String> SHORT_LIVED = Map.of(
            "retention.bytes", Integer.toString(64 << 20),
            "segment.bytes", Integer.toString(16 << 20),
            "file.delete.delay.ms", "1000",
            "max.message.bytes", Integer.toString(16 << 20));

    private DemoTopics() {}

    /**
     * Creates what the service would create, except that data topics keep at most 64 MB per partition.
     *
     * @param bootstrapServers the broker
     * @param topics names and partitions
     */
    public static void create(String bootstrapServers, TopicsConfig topics) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            List<NewTopic> made = List.of(
                    shortLived(topics.images(), topics.imagePartitions()),
                    shortLived(topics.heatmaps(), topics.imagePartitions()),
                    shortLived(topics.deadLetters(), topics.imagePartitions()),
                    shortLived(topics.training(), 1));
            admin.createTopics(made).all().get(SECONDS, TimeUnit.SECONDS);
            FreshTopics.awaitLeaders(admin, made);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IllegalArgumentException("the demo's topics cannot be created: " + cause, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static NewTopic shortLived(String name, int partitions) {
        return new NewTopic(name, partitions, (short) 1).configs(SHORT_LIVED);
    }
}
