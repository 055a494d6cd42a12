/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternSnapshot;
import java.util.List;

/** Snapshots to bytes and back. Thread-safe. */
public interface SnapshotCodec {

    /**
     * Writes a snapshot.
     *
     * @param snapshot the snapshot
     * @return the bytes of a pattern file, cut where parts begin that change by themselves, such as the patterns of a layer
     */
    List<byte[]> encode(PatternSnapshot snapshot);

    /**
     * Reads a snapshot.
     *
     * @param bytes the bytes of a pattern file
     * @return the snapshot
     * @throws RuntimeException if it is damaged or does not fit the model
     */
    PatternSnapshot decode(byte[] bytes);
}
