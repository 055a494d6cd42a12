/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.app.ToyService.ToySetup;
import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.PatternsTopicException;
import io.patternstream.stream.kafka.SnapshotCatalogue;
import io.patternstream.stream.kafka.SnapshotPin;
import io.patternstream.stream.pipeline.Payload;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An operator goes back to an older snapshot while the service learns, and forward again. */
@Timeout(300)
final class PatternPinIT {
    private static final PatternFileCodec CODEC = new PatternFileCodec(ToyModel.MODEL, ToyModel.LAYERS);

    @TempDir
    private static Path folder;

    private static BrokerProcess broker;
    private static ToyTopics topics;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        topics = new ToyTopics(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        topics.close();
        broker.close();
    }

    @Test
    void aPinnedSnapshotStaysActiveWhateverIsLearnedAndHoweverOftenTheServiceRestarts() throws Exception {
        // Given
        topics.create("images", 1);
        topics.fill("images", 1, 50, 1);
        PatternSnapshot old;
        try (ToyService service = ToyService.start(setup())) {
            Payload first = topics.snapshots("p", next(48)).get(next(16));
            old = CODEC.decode(first.toArray());
            ToyTopics.until("the newest is active", () -> next(48).equals(offsets(service)));

            // When
            pin().pin(old, CODEC.encode(old));
            ToyTopics.until("the old one is active", () -> next(16).equals(offsets(service)));
            topics.fill("images", 1, 50, 2);
            topics.snapshots("p", next(96));

            // Then
            assertThat(offsets(service)).isEqualTo(next(16));
        }
        try (ToyService service = ToyService.start(setup())) {
            ToyTopics.until("patterns", () -> service.registry.current().isPresent());
            assertThat(offsets(service)).isEqualTo(next(16));
            assertThat(catalogue().pinned()).contains(old.id().value());

            // When
            pin().unpin();

            // Then
            ToyTopics.until("the newest is active again", () -> next(96).equals(offsets(service)));
            assertThat(catalogue().pinned()).isEmpty();
        }
    }

    @Test
    void aTopicThatIsNotThereIsSaid() {
        SnapshotCatalogue nowhere = new SnapshotCatalogue(setup().config().kafka(), "nowhere", ToyModel.MODEL);

        assertThatThrownBy(nowhere::read)
                .isInstanceOf(PatternsTopicException.class)
                .hasMessageContaining("nowhere")
                .hasMessageContaining(broker.bootstrapServers());
    }

    private static Map<String, Long> offsets(ToyService service) {
        return service.registry.current().orElseThrow().provenance().offsets();
    }

    private static Map<String, Long> next(long offset) {
        return Map.of("images/0", offset);
    }

    private static SnapshotCatalogue.Listing catalogue() {
        StreamConfig config = setup().config();
        return new SnapshotCatalogue(config.kafka(), config.topics().patterns(), ToyModel.MODEL).read();
    }

    private static SnapshotPin pin() {
        StreamConfig config = setup().config();
        return new SnapshotPin(config.kafka(), config.topics().patterns(), ToyModel.MODEL);
    }

    private static ToySetup setup() {
        return new ToySetup(broker.bootstrapServers(), "p", "images", folder.resolve("states"), "");
    }
}
