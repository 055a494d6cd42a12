/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import io.patternstream.engine.Model;
import io.patternstream.stream.config.ModelConfig;
import java.nio.file.Path;

/** Loads the model that a service is configured for. Stateless. */
public final class ModelLoader {
    private ModelLoader() {}

    /**
     * Loads the model; where its file leaves the size of its images open, its sidecar says it.
     *
     * @param config which
     * @return the model, under its configured name or else its file's
     * @throws io.patternstream.engine.spi.ModelFormatException if the file is missing, malformed or uses something that is not
     *     supported
     * @throws ModelProfileException if what the sidecar says of the size is wrong
     */
    public static Model load(ModelConfig config) {
        Path file = config.file();
        String name = config.name().orElseGet(() -> Model.nameOf(file));
        return ModelProfile.inputShape(file)
                .map(input -> Model.load(file, name, input))
                .orElseGet(() -> Model.load(file, name));
    }
}
