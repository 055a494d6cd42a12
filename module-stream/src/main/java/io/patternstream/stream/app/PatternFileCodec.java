/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.patterns.PatternFile;
import io.patternstream.stream.training.SnapshotCodec;
import java.util.List;

/**
 * Snapshots travel as pattern files.
 *
 * @param model the model
 * @param layers its layers
 */
record PatternFileCodec(ModelDescription model, List<LayerWeights> layers) implements SnapshotCodec {
    @Override
    public List<byte[]> encode(PatternSnapshot snapshot) {
        return PatternFile.sections(snapshot, layers);
    }

    @Override
    public PatternSnapshot decode(byte[] bytes) {
        return PatternFile.read(bytes, model, layers);
    }
}
