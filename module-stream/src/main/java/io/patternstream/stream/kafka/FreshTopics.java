/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Topics that have been created just now. Clients hear of a partition's leader before that broker is ready to lead. If it refuses a
 * producer's first batch and takes the second, which was on its way, the first is out of order from then on, and repeated in vain
 * until its delivery time-out. Stateless.
 */
public final class FreshTopics {
    private FreshTopics() {}

    /**
     * Asks all leaders for an offset, which they tell once they take records too.
     *
     * @param admin asks again where a broker is not ready
     * @param topics with their numbers of partitions
     * @return done when all have answered
     */
    public static KafkaFuture<Void> ready(Admin admin, List<NewTopic> topics) {
        return KafkaFuture.allOf(admin.listOffsets(topics.stream()
                        .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                                .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                .all());
    }
}
