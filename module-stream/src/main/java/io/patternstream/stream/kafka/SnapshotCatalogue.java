/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.stream.config.KafkaConfig;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.SnapshotEntry;
import io.patternstream.stream.training.SnapshotManifest;
import io.patternstream.stream.training.SnapshotMessages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the patterns topic says about the snapshots of one model. One thread. */
public final class SnapshotCatalogue {
    private final PatternsTopic topic;
    private final ModelDescription model;

    /**
     * Prepares to read.
     *
     * @param kafka how to reach Kafka
     * @param topic the patterns topic
     * @param model the model
     */
    public SnapshotCatalogue(KafkaConfig kafka, String topic, ModelDescription model) {
        this.topic = new PatternsTopic(kafka, topic);
        this.model = model;
    }

    /**
     * What is there.
     *
     * @param newest id of the newest snapshot that is whole; empty without one
     * @param pinned id of the snapshot that an operator has pinned, if all of it is there
     * @param entries all snapshots that were ever published or refused, in the order of their messages
     */
    public record Listing(Optional<String> newest, Optional<String> pinned, List<SnapshotEntry> entries) {
        /** Copies. */
        public Listing {
            entries = List.copyOf(entries);
        }

        /** {@return the snapshot that instances explain with now} */
        public Optional<String> active() {
            return pinned.or(() -> newest);
        }

        /**
         * Says what a snapshot is now.
         *
         * @param entry one of the entries
         * @return {@code active}, {@code pinned} (and active), {@code newest} (but another is pinned), {@code candidate}
         *     (refused), or empty: published once
         */
        public String state(SnapshotEntry entry) {
            Optional<String> id = Optional.of(entry.origin().id().value());
            if (id.equals(pinned)) {
                return "pinned";
            }
            if (id.equals(newest)) {
                return pinned.isEmpty() ? "active" : "newest";
            }
            return entry.objections().isEmpty() ? "" : "candidate";
        }

        /**
         * Looks a snapshot up.
         *
         * @param id its name
         * @return its entry
         */
        public Optional<SnapshotEntry> entry(String id) {
            return entries.stream()
                    .filter(entry -> entry.origin().id().value().equals(id))
                    .findFirst();
        }
    }

    /**
     * Reads the topic to its end; what is no snapshot's message is passed over.
     *
     * @return what is there now; entries of other versions of the model too
     * @throws PatternsTopicException in one line, if Kafka does not answer
     */
    public Listing read() {
        Reading reading = new Reading();
        topic.read(message -> {
            try {
                reading.take(message);
            } catch (IllegalArgumentException e) {
                // the service that follows the topic warns of it
            }
        });
        return reading.listing();
    }

    private final class Reading {
        private final SnapshotMessages messages = SnapshotMessages.of(model);
        private final String entryPrefix = SnapshotEntry.key(model.name(), "");
        private final List<SnapshotManifest> manifests = new ArrayList<>();
        private final Map<String, SnapshotEntry> entries = new LinkedHashMap<>();
        private @Nullable SnapshotManifest pin;

        void take(SnapshotMessages.Message message) {
            Payload value = message.value();
            if (message.key().equals(messages.pin())) {
                pin = value == null ? null : SnapshotManifest.decode(value.toArray());
            } else if (message.key().equals(model.name()) && value != null) {
                manifests.add(SnapshotManifest.decode(value.toArray()));
            } else if (!message.key().startsWith(entryPrefix)) {
                messages.read(message);
            } else if (value == null) {
                entries.remove(message.key());
            } else {
                entries.put(message.key(), SnapshotEntry.decode(value.toArray()));
            }
        }

        Listing listing() {
            Optional<String> newest =
                    messages.newest(manifests).map(whole -> whole.manifest().id());
            Optional<String> pinned = Optional.ofNullable(pin)
                    .flatMap(messages::assembled)
                    .map(whole -> whole.manifest().id());
            return new Listing(newest, pinned, List.copyOf(entries.values()));
        }
    }
}
