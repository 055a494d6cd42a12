/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.CommitOutcome;
import io.patternstream.stream.pipeline.Frontier;
import io.patternstream.stream.pipeline.SourcePartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits offsets and says how that ended; it never throws for what the next commit may mend. Poll thread only. */
final class OffsetCommitter {
    private static final Logger LOGGER = LoggerFactory.getLogger(OffsetCommitter.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final BrokerOutage outage;
    private final StreamMetrics metrics;
    private final LongSupplier nanos;

    OffsetCommitter(BrokerOutage outage, StreamMetrics metrics, LongSupplier nanos) {
        this.outage = outage;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    CommitOutcome commit(Consumer<byte[], byte[]> consumer, Map<SourcePartition, Frontier> frontiers) {
        if (frontiers.isEmpty()) {
            return CommitOutcome.COMMITTED;
        }
        long begin = nanos.getAsLong();
        CommitOutcome outcome = attempt(consumer, frontiers);
        metrics.committed(outcome == CommitOutcome.COMMITTED, Duration.ofNanos(nanos.getAsLong() - begin));
        return outcome;
    }

    /** Frontiers in Kafka's words. */
    static Map<TopicPartition, OffsetAndMetadata> wire(Map<SourcePartition, Frontier> frontiers) {
        Map<TopicPartition, OffsetAndMetadata> wire = new HashMap<>();
        frontiers.forEach((partition, frontier) -> wire.put(
                new TopicPartition(partition.topic(), partition.partition()),
                new OffsetAndMetadata(frontier.offset(), frontier.metadata())));
        return wire;
    }

    private CommitOutcome attempt(Consumer<byte[], byte[]> consumer, Map<SourcePartition, Frontier> frontiers) {
        try {
            consumer.commitSync(wire(frontiers), TIMEOUT);
            return CommitOutcome.COMMITTED;
        } catch (RebalanceInProgressException e) {
            LOGGER.atDebug().addKeyValue("offsets", frontiers).log("Offsets are committed after the rebalance");
            return CommitOutcome.DEFERRED;
        } catch (RetriableException e) {
            outage.noticed(ImageConsumer.ROLE, e);
            return CommitOutcome.DEFERRED;
        } catch (KafkaException e) {
            LOGGER.atWarn()
                    .addKeyValue("offsets", frontiers)
                    .addKeyValue("reason", e.getMessage())
                    .log("Offsets were not committed; they are with the next commit");
            return CommitOutcome.REFUSED;
        }
    }
}
