/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.state.StateStore;
import io.patternstream.stream.training.DriftHistory;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.QualityMeter;
import io.patternstream.stream.training.SnapshotCheck;
import io.patternstream.stream.training.SnapshotCodec;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * How the patterns of one version of the model are learned, published and followed.
 *
 * @param model the model
 * @param decoder bytes to the model's input, for training images
 * @param activations runs training images through the model
 * @param learners makes, stores and merges learners
 * @param states keeps what learners have learned
 * @param check what a snapshot must pass
 * @param codec snapshots to bytes and back
 * @param quality makes what compares new snapshots with the active one
 * @param drift remembers how the last ones compared
 * @param activate makes a snapshot the active one
 * @param swapped is told of a snapshot, and whether it was activated
 */
public record PatternSideParts(
        ModelDescription model,
        ImageDecoder decoder,
        Supplier<ActivationSource> activations,
        Learners learners,
        Supplier<StateStore> states,
        SnapshotCheck check,
        SnapshotCodec codec,
        Supplier<QualityMeter> quality,
        DriftHistory drift,
        Consumer<PatternSnapshot> activate,
        BiConsumer<PatternSnapshot, Boolean> swapped) {}
