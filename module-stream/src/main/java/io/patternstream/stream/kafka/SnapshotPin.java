/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.training.SnapshotMessages;
import java.util.List;
import java.util.Optional;

/**
 * An operator's decision, as a record of the patterns topic, which every instance follows and finds again when it restarts:
 * explain with this snapshot, whatever is learned meanwhile, or with the newest again. One thread.
 */
public final class SnapshotPin {
    /** An instance that learns may delete chunks that it does not know to be needed yet. */
    private static final int ATTEMPTS = 3;

    private final PatternsTopic topic;
    private final SnapshotCatalogue catalogue;
    private final ModelDescription model;

    /**
     * Prepares decisions for one model.
     *
     * @param kafka how to reach Kafka
     * @param topic the patterns topic
     * @param model the model
     */
    public SnapshotPin(KafkaConfig kafka, String topic, ModelDescription model) {
        this.topic = new PatternsTopic(kafka, topic);
        this.catalogue = new SnapshotCatalogue(kafka, topic, model);
        this.model = model;
    }

    /**
     * Pins a snapshot; returns when all of it is in the topic.
     *
     * @param snapshot the snapshot
     * @param sections it as a pattern file, in sections
     * @throws PatternsTopicException in one line, if Kafka does not answer or does not keep the snapshot
     */
    public void pin(PatternSnapshot snapshot, List<byte[]> sections) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SnapshotMessages messages = SnapshotMessages.of(model);
            SnapshotMessages.Writing writing =
                    messages.encode(snapshot, sections, "", SnapshotMessages.Held.UNKNOWN, Optional.empty());
            topic.send(writing.missing());
            topic.send(List.of(new SnapshotMessages.Message(
                    messages.pin(), writing.manifest().value())));
            if (catalogue.read().pinned().filter(snapshot.id().value()::equals).isPresent()) {
                return;
            }
        }
        throw new PatternsTopicException(
                "snapshot " + snapshot.id() + " did not stay whole in topic " + topic.name() + "; try again", null);
    }

    /**
     * Lets the newest snapshot be the active one again.
     *
     * @throws PatternsTopicException in one line, if Kafka does not answer
     */
    public void unpin() {
        topic.send(
                List.of(new SnapshotMessages.Message(SnapshotMessages.of(model).pin(), null)));
    }
}
