/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.verify;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checks the invariants that can be checked on any model, in the backend's float32. Tolerances leave room for rounding, and
 * for units whose input is so close to 0 that rounding opens or closes them; what is wrong is wrong by far more. Immutable;
 * {@link #run} belongs to one thread at a time.
 */
public final class Verification {
    private static final List<Check> CHECKS = Stream.of(
                    IndependenceChecks.all(), GradientChecks.all(), RelevanceChecks.all(), PatternChecks.all())
            .flatMap(List::stream)
            .toList();

    private final Model model;
    private final Opening opening;
    private final Optional<PatternSnapshot> patterns;

    private Verification(Model model, Opening opening, Optional<PatternSnapshot> patterns) {
        this.model = model;
        this.opening = opening;
        this.patterns = patterns;
    }

    /**
     * Prepares the checks.
     *
     * @param model the model
     * @param opening opens it, and variants of it, on the backend to check
     * @param patterns to check, if any
     * @return the verification
     */
    public static Verification of(Model model, Opening opening, Optional<PatternSnapshot> patterns) {
        return new Verification(model, opening, patterns);
    }

    /** {@return how many checks there are, those that will not apply included} */
    public int size() {
        return CHECKS.size();
    }

    /**
     * Runs all checks.
     *
     * @param images preprocessed, {@code [N, C, H, W]}, finite; two or more, since some checks compare batches with single
     *     images
     * @param progress told of each finding when it is made
     * @return one finding per check
     */
    public List<Finding> run(Tensor images, Consumer<Finding> progress) {
        List<Finding> findings = new ArrayList<>();
        try (Subject subject = Subject.open(model, opening, images, patterns)) {
            for (Check check : CHECKS) {
                Finding finding = check.of(subject);
                findings.add(finding);
                progress.accept(finding);
            }
        }
        return findings;
    }

    /**
     * Draws images of standard normal values: what preprocessed images look like to most models.
     *
     * @param image shape of one, {@code [C, H, W]}
     * @param count how many
     * @param seed of the draws
     * @return {@code [count, C, H, W]}
     */
    public static Tensor randomImages(Shape image, int count, long seed) {
        Random random = new Random(seed);
        float[] values = new float[image.batchOf(count).elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.wrap(image.batchOf(count), values);
    }

    /** Opens models on a backend. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Opens one.
         *
         * @param model the model
         * @param patterns the active patterns
         * @return the engine
         */
        Engine open(Model model, PatternSource patterns);
    }
}
