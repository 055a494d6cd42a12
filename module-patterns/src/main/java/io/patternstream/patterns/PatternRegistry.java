/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the active patterns of one model. Thread-safe: readers take one atomic reference, and keep what they took for as long
 * as they need it.
 */
public final class PatternRegistry implements PatternSource {
    private final ModelDescription model;
    private final List<LayerWeights> layers;
    private final AtomicReference<@Nullable PatternSnapshot> active = new AtomicReference<>();

    private PatternRegistry(ModelDescription model, List<LayerWeights> layers) {
        this.model = model;
        this.layers = List.copyOf(layers);
    }

    /**
     * Creates an empty one.
     *
     * @param model the model that the patterns must belong to
     * @param layers its layers with weights
     * @return a registry without active patterns
     */
    public static PatternRegistry create(ModelDescription model, List<LayerWeights> layers) {
        return new PatternRegistry(model, layers);
    }

    /**
     * Creates one whose active patterns are those of a file.
     *
     * @param file written by {@link PatternFile} or {@code patternstream patterns compute}
     * @param model the model that the patterns must belong to
     * @param layers its layers with weights
     * @return a registry with active patterns
     * @throws PatternFormatException if it is not such a file, is truncated, or is larger than the model's patterns can be
     * @throws PatternMismatchException if its patterns belong to another model, or one that explaining needs is missing
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static PatternRegistry load(Path file, ModelDescription model, List<LayerWeights> layers) {
        PatternRegistry registry = create(model, layers);
        registry.activate(PatternFile.read(file, model, layers));
        return registry;
    }

    @Override
    public Optional<PatternSnapshot> current() {
        return Optional.ofNullable(active.get());
    }

    /**
     * Makes a snapshot the active one; whoever asks next gets it.
     *
     * @param snapshot patterns of this model, at least those that explain each layer
     * @throws PatternMismatchException if it was learned for another model (by hash; a snapshot without hash is accepted), has
     *     an unknown layer or another shape, or lacks a pattern that explaining needs; the active one stays
     */
    public void activate(PatternSnapshot snapshot) {
        requireModel(snapshot.provenance().modelSha256(), model, "snapshot " + snapshot.id());
        for (LayerPattern pattern : snapshot.patterns()) {
            LayerWeights layer = layers.stream()
                    .filter(candidate -> candidate.id().equals(pattern.layer()))
                    .findFirst()
                    .orElseThrow(() -> new PatternMismatchException("snapshot " + snapshot.id() + " has layer "
                            + pattern.layer() + ", which model " + model.name() + " has not"));
            if (!layer.weights().shape().equals(pattern.shape())) {
                throw new PatternMismatchException("snapshot " + snapshot.id() + ": pattern " + pattern.layer() + "/"
                        + pattern.regime().key() + " has shape " + pattern.shape() + " but the layer's weights have "
                        + layer.weights().shape());
            }
        }
        for (LayerWeights layer : layers) {
            if (snapshot.pattern(layer.id(), layer.regime()).isEmpty()) {
                throw new PatternMismatchException("snapshot " + snapshot.id() + " lacks pattern " + layer.id() + "/"
                        + layer.regime().key()
                        + ", which explains that layer; learn it with the estimators linear and relu");
            }
        }
        active.set(snapshot);
    }

    static void requireModel(String sha256, ModelDescription model, String what) {
        if (!sha256.isEmpty() && !sha256.equals(model.sha256())) {
            throw new PatternMismatchException(what + " was learned for the model with hash " + sha256 + ", not for "
                    + model.name() + " with hash " + model.sha256());
        }
    }
}
