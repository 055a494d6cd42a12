/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.model.LayerInfo;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Model;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.patterns.PatternRegistry;
import io.patternstream.stream.dataset.Dataset;
import io.patternstream.stream.profile.ModelProfile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model with what is known about its inputs and classes.
 *
 * @param model the model
 * @param profile from the file beside it, or guessed
 */
record LoadedModel(Model model, ModelProfile profile) {
    private static final long BATCH_VALUES = (512L << 20) / Float.BYTES;

    /** Loads a model; where its file leaves the size of its images open, the sidecar says it. */
    static LoadedModel load(Path file) {
        return load(file, ModelProfile.inputShape(file));
    }

    /** Loads a model; where neither its file nor the sidecar says the size of its images, arrays of a data set do. */
    static LoadedModel load(Path file, Dataset data) {
        return load(file, ModelProfile.inputShape(file).or(data::arrayShape));
    }

    private static LoadedModel load(Path file, Optional<Shape> input) {
        Model model = input.map(shape -> Model.load(file, shape)).orElseGet(() -> Model.load(file));
        return new LoadedModel(model, ModelProfile.of(file, model.description()));
    }

    /** The named preprocessing, or else the profile's. */
    Preprocessing preprocessing(Optional<String> name) {
        return name.map(Preprocessing::preset).orElse(profile.preprocessing());
    }

    /** How many images to take at a time: their activations fill at most half a GiB; 1 to {@code most}. */
    int batchSize(int most) {
        long values = model.description().input().elementCount();
        for (LayerInfo layer : model.description().layers()) {
            values += layer.output().elementCount();
        }
        return (int) Math.max(1, Math.min(most, BATCH_VALUES / values));
    }

    /** The patterns of a file; none without a file. Warns of a file that does not say what it was made for. */
    PatternSource patterns(Optional<Path> file, Console console) {
        return file.<PatternSource>map(path -> patterns(model, path, console)).orElse(Optional::empty);
    }

    /** The patterns of a file. Warns if it does not say what it was made for. */
    static PatternRegistry patterns(Model model, Path file, Console console) {
        PatternRegistry registry = PatternRegistry.load(file, model.description(), model.layers());
        if (registry.current().orElseThrow().provenance().modelSha256().isEmpty()) {
            console.say("warning: pattern file " + file
                    + " does not say which model it was made for; only its shapes were compared");
        }
        return registry;
    }
}
