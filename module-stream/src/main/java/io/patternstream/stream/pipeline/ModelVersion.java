/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.model.ModelDescription;
import java.util.List;

/**
 * One version of the served model, as far as records have to do with it: what reads them for it, and what explains them.
 * Its name is that of all versions, its hash is its own.
 *
 * @param description the model
 * @param labels names of its classes in order; may be empty
 * @param options reads what records ask for
 * @param decoder bytes to the model's input
 * @param maker what every heatmap of this version names
 * @param engine runs batches
 */
public record ModelVersion(
        ModelDescription description,
        List<String> labels,
        OptionsReader options,
        ImageDecoder decoder,
        Maker maker,
        EnginePool engine) {
    /** Copies. */
    public ModelVersion {
        labels = List.copyOf(labels);
    }
}
