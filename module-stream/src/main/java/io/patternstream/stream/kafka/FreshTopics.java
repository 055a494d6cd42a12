/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Topics that have been created just now. Clients hear of a partition's leader before that broker is ready to lead. If it refuses a
 * producer's first batch and takes the second, which was on its way, the first is out of order from then on, and repeated in vain
 * until its delivery time-out. Stateless.
 */
public final class FreshTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private FreshTopics() {}

    /**
     * Asks all leaders for an offset, which they tell once they take records too, until they do.
     *
     * @param admin asks
     * @param topics with their numbers of partitions
     * @throws TimeoutException if they do not within half a minute
     * @throws org.apache.kafka.common.KafkaException if brokers fail otherwise
     */
    public static void awaitLeaders(Admin admin, List<NewTopic> topics) {
        Map<TopicPartition, OffsetSpec> all = topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.numPartitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition)))
                .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        long begin = System.nanoTime();
        while (!answered(admin, all)) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new TimeoutException("brokers do not know of new topics after " + PATIENCE.toSeconds() + " s: "
                        + String.join(", ", topics.stream().map(NewTopic::name).toList()));
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** A broker that has not heard of a topic yet does not have the client ask again. */
    private static boolean answered(Admin admin, Map<TopicPartition, OffsetSpec> all) {
        try {
            KafkaTopics.await(admin.listOffsets(all).all());
            return true;
        } catch (UnknownTopicOrPartitionException e) {
            return false;
        }
    }
}
