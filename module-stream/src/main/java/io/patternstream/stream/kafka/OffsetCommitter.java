/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.metrics.StreamMetrics;
import io.patternstream.stream.pipeline.OffsetTracker;
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

/** Commits offsets; a commit that fails is tried again with the next one and never counts as done. Poll thread only. */
final class OffsetCommitter {
    private static final Logger LOGGER = LoggerFactory.getLogger(OffsetCommitter.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final OffsetTracker tracker;
    private final BrokerOutage outage;
    private final StreamMetrics metrics;
    private final LongSupplier nanos;

    OffsetCommitter(OffsetTracker tracker, BrokerOutage outage, StreamMetrics metrics, LongSupplier nanos) {
        this.tracker = tracker;
        this.outage = outage;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    void commit(Consumer<byte[], byte[]> consumer, Map<SourcePartition, Long> offsets) {
        if (offsets.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> wire = new HashMap<>();
        offsets.forEach((partition, offset) ->
                wire.put(new TopicPartition(partition.topic(), partition.partition()), new OffsetAndMetadata(offset)));
        long begin = nanos.getAsLong();
        boolean succeeded = false;
        try {
            consumer.commitSync(wire, TIMEOUT);
            tracker.committed(offsets);
            succeeded = true;
        } catch (RebalanceInProgressException e) {
            LOGGER.atDebug().addKeyValue("offsets", offsets).log("Offsets are committed after the rebalance");
        } catch (RetriableException e) {
            outage.noticed(ImageConsumer.ROLE, e);
        } catch (KafkaException e) {
            LOGGER.atWarn()
                    .addKeyValue("offsets", offsets)
                    .addKeyValue("reason", e.getMessage())
                    .log("Offsets were not committed; they are with the next commit");
        }
        metrics.committed(succeeded, Duration.ofNanos(nanos.getAsLong() - begin));
    }
}
