/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.examples.library;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternRegistry;
import io.patternstream.patterns.PatternTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads images, learns patterns from batches, and explains a batch. Stateless. */
public final class LibraryUse {
    private LibraryUse() {}

    /**
     * Explains each image's largest logit by PatternAttribution.
     *
     * @param modelFile any model
     * @param patternFile its patterns
     * @param images preprocessed, {@code [N, C, H, W]}
     * @return the heatmaps with what they stand for
     */
    public static Explanations explain(Path modelFile, Path patternFile, Tensor images) {
        Model model = Model.load(modelFile);
        PatternSource patterns = PatternRegistry.load(patternFile, model.description(), model.layers());
        Engine engine = Engine.open(model, EngineOptions.defaults(), patterns);
        try (Explainer explainer = engine.newExplainer()) {
            return explainer.explain(ExplainRequest.of(images, "patternattribution"));
        }
    }

    /**
     * Reads PNG and JPEG files as one batch.
     *
     * @param files the images
     * @param model who will see them
     * @param preprocessing name of a preset
     * @return {@code [N, C, H, W]}
     * @throws IOException if a file cannot be read
     */
    public static Tensor read(List<Path> files, Model model, String preprocessing) throws IOException {
        ImageIoDecoder decoder = ImageIoDecoder.create(
                Preprocessing.preset(preprocessing), model.description().input(), DecodeLimits.defaults());
        List<Tensor> images = new ArrayList<>();
        for (Path file : files) {
            images.add(decoder.decode(Files.readAllBytes(file), null));
        }
        return Tensor.stack(images);
    }

    /**
     * Learns a model's patterns from its training images.
     *
     * @param model the model
     * @param batches preprocessed training images, each {@code [N, C, H, W]}
     * @param patternFile written
     */
    public static void learn(Model model, Iterable<Tensor> batches, Path patternFile) {
        PatternTrainer trainer = PatternTrainer.create(
                model.description(), model.layers(), List.of("linear", "relu"), InstantSource.system());
        try (ActivationSource source =
                Engine.open(model, EngineOptions.defaults(), Optional::empty).newActivationSource()) {
            for (Tensor batch : batches) {
                source.observe(batch, trainer);
                trainer.folded(batch.shape().dimension(0));
            }
        }
        PatternFile.write(patternFile, trainer.snapshot(Map.of()), model.layers());
    }
}
