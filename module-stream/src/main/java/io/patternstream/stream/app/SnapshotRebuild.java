/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.cli.SnapshotRebuilder.Rebuilt;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.SnapshotCatalogue;
import io.patternstream.stream.kafka.SnapshotReplay;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.OtherModelException;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotEntry;
import io.patternstream.stream.training.SnapshotMessages;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes a snapshot again with the model and preprocessing of a configuration.
 *
 * @param model the model
 * @param decoder bytes to its input
 * @param activations makes what runs training images through it
 * @param learners makes learners with estimators of these names
 * @param codec snapshots to bytes
 */
record SnapshotRebuild(
        ModelDescription model,
        ImageDecoder decoder,
        Supplier<ActivationSource> activations,
        Function<List<String>, Learners> learners,
        SnapshotCodec codec) {

    /** Loads the configured model and rebuilds. */
    static Rebuilt rebuild(StreamConfig config, String id, SnapshotReplay.Watcher watcher) {
        EngineParts parts = EngineParts.load(config);
        return new SnapshotRebuild(
                        parts.description(),
                        parts.model().decoder(),
                        parts.learning().activations(),
                        parts::learners,
                        parts.learning().codec())
                .run(config, id, watcher);
    }

    Rebuilt run(StreamConfig config, String id, SnapshotReplay.Watcher watcher) {
        String topic = config.topics().patterns();
        SnapshotEntry entry = new SnapshotCatalogue(config.kafka(), topic, model)
                .read()
                .entry(id)
                .orElseThrow(() -> new IllegalArgumentException("topic " + topic + " has no entry of a snapshot " + id
                        + " of model " + model.name() + "; 'patterns list' shows those that it has"));
        Learners made = learners.apply(entry.origin().provenance().estimators());
        requireSame(entry, made);
        try (ActivationSource source = activations.get()) {
            PatternSnapshot snapshot = new SnapshotReplay(
                            config.kafka(), new SnapshotReplay.Parts(decoder, source, made))
                    .run(entry, watcher);
            List<byte[]> sections = codec.encode(snapshot);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            sections.forEach(file::writeBytes);
            return new Rebuilt(
                    entry,
                    snapshot.provenance().samples(),
                    Payload.wrap(file.toByteArray()),
                    SnapshotMessages.sha256(sections));
        }
    }

    private void requireSame(SnapshotEntry entry, Learners now) {
        String then = entry.origin().provenance().modelSha256();
        if (!then.equals(model.sha256())) {
            throw new OtherModelException(
                    "snapshot " + entry.origin().id() + " was learned for the model with hash " + then + ", not for "
                            + model.name() + " with hash " + model.sha256() + ": name that file in model.file");
        }
        if (!entry.preprocessing().equals(now.preprocessing())) {
            throw new OtherModelException(
                    "snapshot " + entry.origin().id() + " was learned from images preprocessed by "
                            + entry.preprocessing() + ", which is " + now.preprocessing() + " now");
        }
    }
}
