/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.metrics.IgnoredMetrics;
import io.patternstream.stream.pipeline.CommitOutcome;
import io.patternstream.stream.pipeline.Frontier;
import io.patternstream.stream.pipeline.SourcePartition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

final class OffsetCommitterTest {
    private static final SourcePartition PARTITION = new SourcePartition("images", 0);

    private static final Map<SourcePartition, Frontier> FRONTIERS = Map.of(PARTITION, new Frontier(5, "v1:5:Ag"));

    private final BrokerOutage outage = new BrokerOutage("broker", () -> 0);
    private final OffsetCommitter committer = new OffsetCommitter(outage, new IgnoredMetrics(), () -> 0);

    @Test
    void aCommitWithoutAnswerIsAnOutageAndIsTriedAgain() {
        // When
        CommitOutcome outcome = committer.commit(failing(new TimeoutException("no answer")), FRONTIERS);

        // Then
        assertThat(outage.out(ImageConsumer.ROLE)).isTrue();
        assertThat(outcome).isEqualTo(CommitOutcome.DEFERRED);
    }

    @Test
    void aCommitDuringARebalanceIsDeferredAndOneOfAStrangerIsRefused() {
        // When
        CommitOutcome during = committer.commit(failing(new RebalanceInProgressException()), FRONTIERS);
        CommitOutcome stranger = committer.commit(failing(new CommitFailedException()), FRONTIERS);

        // Then
        assertThat(during).isEqualTo(CommitOutcome.DEFERRED);
        assertThat(stranger).isEqualTo(CommitOutcome.REFUSED);
        assertThat(outage.out(ImageConsumer.ROLE)).isFalse();
    }

    @Test
    void theMetadataIsCommittedWithTheOffset() {
        // Given
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
        TopicPartition partition = new TopicPartition("images", 0);
        consumer.assign(List.of(partition));

        // When
        CommitOutcome outcome = committer.commit(consumer, FRONTIERS);

        // Then
        assertThat(outcome).isEqualTo(CommitOutcome.COMMITTED);
        assertThat(consumer.committed(Set.of(partition)))
                .containsExactly(Map.entry(partition, new OffsetAndMetadata(5, "v1:5:Ag")));
    }

    private static MockConsumer<byte[], byte[]> failing(RuntimeException failure) {
        return new MockConsumer<>("earliest") {
            @Override
            public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
                throw failure;
            }
        };
    }
}
