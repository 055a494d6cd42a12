/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.metrics.IgnoredMetrics;
import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.SourcePartition;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class OffsetCommitterTest {
    private static final SourcePartition PARTITION = new SourcePartition("images", 0);

    private final OffsetTracker tracker = OffsetTracker.create();
    private final BrokerOutage outage = new BrokerOutage("broker", () -> 0);

    @Test
    void aCommitWithoutAnswerIsAnOutageAndIsTriedAgain() {
        // Given
        tracker.assigned(PARTITION, 5, OptionalLong.empty());
        OffsetCommitter committer = new OffsetCommitter(tracker, outage, new IgnoredMetrics(), () -> 0);

        // When
        committer.commit(
                new MockConsumer<byte[], byte[]>("earliest") {
                    @Override
                    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
                        throw new TimeoutException("no answer");
                    }
                },
                tracker.committable());

        // Then
        assertThat(outage.out(ImageConsumer.ROLE)).isTrue();
        assertThat(tracker.committable()).containsExactly(Map.entry(PARTITION, 5L));
    }
}
