/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How patterns are learned.
 *
 * @param file patterns to begin with
 * @param learn whether this process folds the training topic
 * @param snapshotEvery training records between two snapshots
 * @param blockSize training records that are folded together; part of what makes a replay reproducible
 * @param halfLife training records of a partition after which an image counts for half; empty if all count alike
 * @param estimators names of the estimators
 * @param directory where each published snapshot is also written as a file
 * @param stateDirectory where statistics outlive the process, a folder or {@code s3://bucket/prefix}; all instances of a
 *     group must see the same
 * @param goOnWithoutLost whether to go on where training records have expired before they were folded
 * @param gate what new patterns must pass before they are published
 */
public record PatternsConfig(
        Optional<Path> file,
        boolean learn,
        int snapshotEvery,
        int blockSize,
        OptionalInt halfLife,
        List<String> estimators,
        Optional<Path> directory,
        String stateDirectory,
        boolean goOnWithoutLost,
        GateConfig gate) {
    /** Copies. */
    public PatternsConfig {
        estimators = List.copyOf(estimators);
    }
}
