/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

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

    /** Makes both, with so many partitions. */
    void create(int partitions) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(
                            new NewTopic(images(), partitions, (short) 1),
                            new NewTopic(heatmaps(), partitions, (short) 1)))
                    .all()
                    .get();
        }
    }
}
