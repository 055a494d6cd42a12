/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * The topics of one run, and its consumer group.
 *
 * @param bootstrap the broker, host:port
 * @param run a name that no other run has
 */
record Topics(String bootstrap, String run) {
    /** {@return the topic of images} */
    String images() {
        return run + ".images";
    }

    /** {@return the topic of heatmaps} */
    String heatmaps() {
        return run + ".heatmaps";
    }

    /**
     * Makes both, with so many partitions, and waits until their leaders answer: what is sent before can be refused, and then be
     * repeated in vain for two minutes.
     */
    void create(int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                            new NewTopic(images(), partitions, (short) 1),
                            new NewTopic(heatmaps(), partitions, (short) 1)))
                    .all()
                    .get();
            Map<TopicPartition, OffsetSpec> all = new HashMap<>();
            for (int i = 0; i < partitions; i++) {
                all.put(new TopicPartition(images(), i), OffsetSpec.latest());
                all.put(new TopicPartition(heatmaps(), i), OffsetSpec.latest());
            }
            admin.listOffsets(all).all().get();
        }
    }

    /** Makes room for the next run. */
    void delete() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.deleteTopics(List.of(images(), heatmaps())).all().get();
        }
    }
}
