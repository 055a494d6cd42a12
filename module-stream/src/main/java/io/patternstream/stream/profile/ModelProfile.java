/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.preprocess.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is known about a model beyond its file.
 *
 * @param preprocessing how pixels become its input
 * @param labels names of its classes in order; empty if unknown
 * @param methods canonical names of the methods to explain with by default; empty if nothing is said
 * @param target which logits to explain by default
 * @param source where this comes from, for people: the sidecar file, or that it is guessed and from what
 */
public record ModelProfile(
        Preprocessing preprocessing, List<String> labels, List<String> methods, Target target, String source) {
    /** Copies. */
    public ModelProfile {
        labels = List.copyOf(labels);
        methods = List.copyOf(methods);
    }

    /**
     * Reads the sidecar file of a model, its name with the extension {@code .yaml}; guesses by the model's shapes where there
     * is none. What the sidecar leaves out is guessed as well.
     *
     * @param modelFile the model's file
     * @param model the model
     * @return the profile
     * @throws ModelProfileException listing everything that is wrong with the sidecar
     */
    public static ModelProfile of(Path modelFile, ModelDescription model) {
        Path sidecar = sidecar(modelFile);
        ModelProfile guess = GuessedProfile.of(model, sidecar.getFileName().toString());
        return Files.exists(sidecar) ? SidecarReader.read(sidecar, model, guess) : guess;
    }

    /**
     * Reads from the sidecar file of a model how large its input is, for models whose file leaves that open.
     *
     * @param modelFile the model's file
     * @return {@code [C, H, W]}; empty where there is no sidecar or it does not say
     * @throws ModelProfileException if what it says is wrong
     */
    public static Optional<Shape> inputShape(Path modelFile) {
        Path sidecar = sidecar(modelFile);
        return Files.exists(sidecar) ? SidecarReader.input(sidecar) : Optional.empty();
    }

    private static Path sidecar(Path modelFile) {
        String name = modelFile.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return modelFile.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".yaml");
    }
}
