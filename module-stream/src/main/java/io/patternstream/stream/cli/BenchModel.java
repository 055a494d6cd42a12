/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.architecture.Architecture;
import io.patternstream.engine.architecture.RandomPatterns;
import io.patternstream.engine.preprocess.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model whose explanations are timed.
 *
 * @param model the model
 * @param label what its results call it
 * @param preprocessing of its pictures
 */
record BenchModel(Model model, String label, Preprocessing preprocessing) {
    private static final String BUILT_IN = "builtin:";
    private static final long WEIGHTS_SEED = 1;
    private static final long PATTERNS_SEED = 2;

    /** A model of a file, or {@code builtin:NAME} with images of the given or the usual size. */
    static BenchModel load(String text, @Nullable Integer imageSize) {
        if (text.startsWith(BUILT_IN)) {
            Architecture architecture = Architecture.of(text.substring(BUILT_IN.length()));
            int size = imageSize == null ? Architecture.USUAL_SIZE : imageSize;
            return new BenchModel(
                    architecture.model(size, WEIGHTS_SEED), BUILT_IN + architecture, Preprocessing.preset("imagenet"));
        }
        if (imageSize != null) {
            throw new CommandException("--image-size is for builtin models; " + text
                    + " says itself, or its .yaml file, how large its images are");
        }
        LoadedModel loaded = LoadedModel.load(Path.of(text));
        Model model = loaded.model();
        return new BenchModel(model, model.description().name(), loaded.preprocessing(Optional.empty()));
    }

    /** The patterns of a file; without one, random ones if a method needs patterns. */
    PatternSource patterns(Optional<Path> file, List<String> methods, Console console) {
        if (file.isPresent()) {
            return LoadedModel.patterns(model, file.get(), console);
        }
        Optional<PatternSnapshot> random = methods.stream().anyMatch(Methods::needsPatterns)
                ? Optional.of(RandomPatterns.of(model, PATTERNS_SEED))
                : Optional.empty();
        return () -> random;
    }
}
