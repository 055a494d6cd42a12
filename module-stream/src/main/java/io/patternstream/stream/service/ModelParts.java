/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Target;
import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.stream.pipeline.EnginePool;
import io.patternstream.stream.pipeline.Maker;
import io.patternstream.stream.pipeline.ModelVersion;
import io.patternstream.stream.pipeline.OptionsReader;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The model and what runs it.
 *
 * @param description the model
 * @param labels names of its classes in order; may be empty
 * @param defaultMethods canonical names of the methods for records that do not ask for one; at least one
 * @param defaultTarget for records that do not ask for one
 * @param canonicalMethod canonical name of a method or alias; throws an explain exception of type unknown-method
 * @param maker what the explainers calculate with
 * @param decoder bytes to the model's input
 * @param workers number of threads that explain
 * @param explainers makes one explainer per worker thread
 */
public record ModelParts(
        ModelDescription description,
        List<String> labels,
        List<String> defaultMethods,
        Target defaultTarget,
        UnaryOperator<String> canonicalMethod,
        Maker maker,
        ImageDecoder decoder,
        int workers,
        Supplier<Explainer> explainers) {
    /** Checks and copies. */
    public ModelParts {
        labels = List.copyOf(labels);
        defaultMethods = List.copyOf(defaultMethods);
        if (defaultMethods.isEmpty()) {
            throw new IllegalArgumentException("the model " + description.name() + " has no default method");
        }
    }

    /** The model as the pipeline sees it, with threads that explain. */
    ModelVersion version(EnginePool engine) {
        OptionsReader options = OptionsReader.of(description, defaultMethods, defaultTarget, canonicalMethod);
        return new ModelVersion(description, labels, options, decoder, maker, engine);
    }
}
