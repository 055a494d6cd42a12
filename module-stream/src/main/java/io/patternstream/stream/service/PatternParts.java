/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.stream.state.StateStore;
import io.patternstream.stream.training.DriftHistory;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.QualityMeter;
import io.patternstream.stream.training.SnapshotCheck;
import io.patternstream.stream.training.SnapshotCodec;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How patterns are learned and swapped.
 *
 * @param activations makes the source that runs training images through the model
 * @param learners makes, stores and merges learners
 * @param states opens the store of what learners have learned; asked only where training images are folded
 * @param check what a new snapshot must pass before it is published
 * @param codec snapshots to bytes and back
 * @param quality makes what compares new snapshots with the active one
 * @param drift remembers how the last ones compared
 * @param active the active snapshot
 * @param layOut lays a snapshot's patterns out for explainers before it is the active one
 * @param activate makes a snapshot the active one; throws if it does not fit the model
 */
public record PatternParts(
        Supplier<ActivationSource> activations,
        Learners learners,
        Supplier<StateStore> states,
        SnapshotCheck check,
        SnapshotCodec codec,
        Supplier<QualityMeter> quality,
        DriftHistory drift,
        PatternSource active,
        Function<PatternSnapshot, LaidOutPatterns> layOut,
        Consumer<PatternSnapshot> activate) {}
