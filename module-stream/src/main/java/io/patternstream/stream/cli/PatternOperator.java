/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.SnapshotGate;
import io.patternstream.stream.config.GateConfig;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.SnapshotCatalogue;
import io.patternstream.stream.kafka.SnapshotPin;
import io.patternstream.stream.profile.ModelLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What an operator may know and decide about the snapshots of a service. Blocks; one thread. */
public final class PatternOperator {
    /** The folder, in that of published snapshots, of those that were refused. */
    private static final String CANDIDATES = "candidates";

    private final StreamConfig config;
    private final ModelDescription model;
    private final List<LayerWeights> layers;

    private PatternOperator(StreamConfig config, ModelDescription model, List<LayerWeights> layers) {
        this.config = config;
        this.model = model;
        this.layers = layers;
    }

    /**
     * Begins with a loaded model.
     *
     * @param config the service's configuration
     * @param model its model
     * @param layers the model's layers with weights
     * @return the operator
     */
    public static PatternOperator of(StreamConfig config, ModelDescription model, List<LayerWeights> layers) {
        return new PatternOperator(config, model, layers);
    }

    /** Loads the service's model. */
    static PatternOperator load(StreamConfig config) {
        Model model = ModelLoader.load(config.model());
        return of(config, model.description(), model.layers());
    }

    /**
     * Reads what there is.
     *
     * @return what the patterns topic says now
     */
    public SnapshotCatalogue.Listing list() {
        return new SnapshotCatalogue(config.kafka(), config.topics().patterns(), model).read();
    }

    /**
     * Finds a snapshot that the service has kept.
     *
     * @param id its name
     * @return its file, in {@code patterns.directory} or its folder of candidates
     * @throws IllegalArgumentException in one line, if there is none
     */
    public Path kept(String id) {
        Path directory = config.patterns()
                .directory()
                .orElseThrow(() -> new IllegalArgumentException(
                        "snapshots are not kept: name a folder in patterns.directory, or pin a file"));
        return Stream.of(directory, directory.resolve(CANDIDATES))
                .map(folder -> folder.resolve(id + ".npz"))
                .filter(file -> Path.of(id).getNameCount() == 1 && Files.isRegularFile(file))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no snapshot " + id + " in " + directory + " or its folder " + CANDIDATES));
    }

    /** The pattern file of this name, else that of a snapshot of this name that the service has kept. */
    Path file(String fileOrId) {
        return Files.exists(Path.of(fileOrId)) ? Path.of(fileOrId) : kept(fileOrId);
    }

    /**
     * Reads a snapshot that the service has kept.
     *
     * @param id its name
     * @return the snapshot
     * @throws IllegalArgumentException in one line, if there is none
     */
    public PatternSnapshot snapshot(String id) {
        return PatternFile.read(kept(id), model, layers);
    }

    /** A snapshot read from a file, and why it would not pass the gate; drift is the operator's to judge. */
    record Judged(PatternSnapshot snapshot, List<SnapshotGate.Reason> reasons) {}

    Judged read(Path file) {
        PatternSnapshot snapshot = PatternFile.read(file, model, layers);
        GateConfig gate = config.patterns().gate();
        return new Judged(
                snapshot,
                SnapshotGate.create(layers, gate.minimumSamples(), gate.degenerateShare())
                        .judge(snapshot));
    }

    /**
     * Lets all instances explain with a snapshot.
     *
     * @param file its pattern file
     * @param force whether to pin it even if it does not pass the gate
     * @return its name
     * @throws IllegalArgumentException in one line, if it does not pass
     */
    public String pin(Path file, boolean force) {
        Judged judged = read(file);
        if (!judged.reasons().isEmpty() && !force) {
            SnapshotGate.Reason first = judged.reasons().get(0);
            throw new IllegalArgumentException(
                    file + " is not fit to explain with: " + first.fault() + ": " + first.detail());
        }
        pins().pin(judged.snapshot(), PatternFile.sections(judged.snapshot(), layers));
        return judged.snapshot().id().value();
    }

    /**
     * Lets all instances explain with the newest snapshot again.
     *
     * @return the one that was pinned; empty if none was
     */
    public Optional<String> unpin() {
        Optional<String> pinned = list().pinned();
        pinned.ifPresent(id -> pins().unpin());
        return pinned;
    }

    private SnapshotPin pins() {
        return new SnapshotPin(config.kafka(), config.topics().patterns(), model);
    }
}
