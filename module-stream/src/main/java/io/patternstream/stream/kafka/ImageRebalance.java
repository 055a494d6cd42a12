/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.metrics.Rebalance;
import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.ExplainPipeline;
import io.patternstream.stream.pipeline.Frontier;
import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.SourcePartition;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands partitions over in order: queued records are dropped, running ones are awaited for a bounded time, what is done is
 * committed, and only then do the partitions go. Runs inside {@code poll}, on the poll thread.
 */
final class ImageRebalance implements ConsumerRebalanceListener {
    private static final Logger LOGGER = LoggerFactory.getLogger(ImageRebalance.class);
    private static final long DRAIN_NANOS = Duration.ofSeconds(10).toNanos();
    private static final Duration STEP = Duration.ofMillis(50);

    private final Consumer<byte[], byte[]> consumer;
    private final Parts parts;

    ImageRebalance(Consumer<byte[], byte[]> consumer, Parts parts) {
        this.consumer = consumer;
        this.parts = parts;
    }

    record Parts(
            OffsetTracker tracker,
            Delivery delivery,
            ExplainPipeline pipeline,
            StreamMetrics metrics,
            LongSupplier nanos) {}

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        long begin = parts.nanos().getAsLong();
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            parts.tracker()
                    .assigned(
                            ImageConsumer.source(partition),
                            consumer.position(partition),
                            Optional.ofNullable(offset).map(o -> new Frontier(o.offset(), o.metadata())));
        }
        measured(Rebalance.ASSIGNED, begin);
        LOGGER.atInfo().addKeyValue("partitions", partitions).log("Partitions were assigned");
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Set<SourcePartition> revoked = assigned(partitions);
        parts.pipeline().abandon(id -> revoked.contains(id.source()));
        long begin = parts.nanos().getAsLong();
        parts.delivery().apply();
        while (running(revoked) > 0 && parts.nanos().getAsLong() - begin < DRAIN_NANOS) {
            parts.delivery().await(STEP);
        }
        parts.delivery().commit(consumer, revoked);
        LOGGER.atInfo()
                .addKeyValue("partitions", partitions)
                .addKeyValue("unfinished", running(revoked))
                .log("Partitions were revoked");
        forget(revoked);
        measured(Rebalance.REVOKED, begin);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        long begin = parts.nanos().getAsLong();
        Set<SourcePartition> lost = assigned(partitions);
        parts.pipeline().abandon(id -> lost.contains(id.source()));
        forget(lost);
        measured(Rebalance.LOST, begin);
        LOGGER.atWarn()
                .addKeyValue("partitions", partitions)
                .log("Partitions were lost; their unfinished records are explained again by whoever has them now");
    }

    private void measured(Rebalance kind, long begin) {
        parts.metrics().rebalanced(kind, Duration.ofNanos(parts.nanos().getAsLong() - begin));
    }

    private Set<SourcePartition> assigned(Collection<TopicPartition> partitions) {
        Set<SourcePartition> known = parts.tracker().assignment();
        return partitions.stream()
                .map(ImageConsumer::source)
                .filter(known::contains)
                .collect(Collectors.toUnmodifiableSet());
    }

    private int running(Set<SourcePartition> partitions) {
        return partitions.stream().mapToInt(parts.tracker()::running).sum();
    }

    private void forget(Set<SourcePartition> partitions) {
        for (SourcePartition partition : partitions) {
            parts.tracker().revoked(partition);
            parts.metrics().partitionRevoked(partition.topic(), partition.partition());
        }
    }
}
