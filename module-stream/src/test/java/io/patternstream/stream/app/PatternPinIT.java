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
import io.patternstream.stream.cli.PatternOperator;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.PatternsTopicException;
import io.patternstream.stream.kafka.SnapshotCatalogue;
import io.patternstream.stream.kafka.SnapshotPin;
import io.patternstream.stream.metrics.Refusal;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.SnapshotEntry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    void whatTheGateRefusesIsACandidateThatAnOperatorMayPromote() throws Exception {
        // Given
        topics.create("few", 1);
        topics.fill("few", 1, 40, 3);
        Path directory = folder.resolve("kept");
        String gate = "directory: " + directory + "\ngate:\n  minimum-samples: 30";
        ToySetup setup = new ToySetup(broker.bootstrapServers(), "g", "few", folder.resolve("few"), gate);

        // When
        try (ToyService service = ToyService.start(setup)) {
            ToyTopics.until(
                    "the second snapshot passes",
                    () -> service.metrics.snapshots.equals(
                            List.of(Optional.of(Refusal.TOO_FEW_SAMPLES), Optional.empty())));
            ToyTopics.until("it is active", () -> service.registry.current().isPresent());
            promote(PatternOperator.of(setup.config(), ToyModel.MODEL, ToyModel.LAYERS), service);
        }

        // Then
        SnapshotCatalogue.Listing listing = catalogue(setup);
        assertThat(listing.entries())
                .extracting(SnapshotEntry::objections)
                .containsExactly(List.of("too few samples: learned from 16 images, 30 are needed"), List.of());
        assertThat(listing.active())
                .contains(listing.entries().get(1).origin().id().value());
        SnapshotEntry refused = listing.entries().get(0);
        assertThat(directory.resolve(Path.of("candidates", refused.origin().id() + ".npz")))
                .exists();
    }

    private static void promote(PatternOperator operator, ToyService service) {
        String passed = service.registry.current().orElseThrow().id().value();
        List<SnapshotEntry> entries = operator.list().entries();
        String refused = entries.get(0).origin().id().value();
        Path candidate = operator.kept(refused);

        // When / Then
        assertThatThrownBy(() -> operator.pin(candidate, false))
                .hasMessageContaining("is not fit to explain with")
                .hasMessageContaining("16 images, 30 are needed");
        assertThat(operator.pin(candidate, true)).isEqualTo(refused);
        ToyTopics.until("the candidate is active", () -> refused.equals(active(service)));
        SnapshotCatalogue.Listing pinned = operator.list();
        assertThat(pinned.state(entries.get(0))).isEqualTo("pinned");
        assertThat(pinned.state(entries.get(1))).isEqualTo("newest");

        // When / Then: back
        assertThat(operator.unpin()).contains(refused);
        ToyTopics.until("the newest is active again", () -> passed.equals(active(service)));
        assertThat(operator.list().state(entries.get(0))).isEqualTo("candidate");
        assertThat(operator.list().state(entries.get(1))).isEqualTo("active");
        assertThat(operator.unpin()).isEmpty();
        assertThatThrownBy(() -> operator.kept("../" + refused)).hasMessageContaining("there is no snapshot ../");
    }

    private static String active(ToyService service) {
        return service.registry.current().orElseThrow().id().value();
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
        return catalogue(setup());
    }

    private static SnapshotCatalogue.Listing catalogue(ToySetup setup) {
        StreamConfig config = setup.config();
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
