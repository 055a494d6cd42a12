/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.kafka.SnapshotReplay;
import io.patternstream.stream.pipeline.Payload;
import io.patternstream.stream.training.SnapshotEntry;

/** Makes a snapshot of a service again from what it was learned from; implemented by the composition root. */
@FunctionalInterface
public interface SnapshotRebuilder {

    /**
     * Rebuilds a snapshot.
     *
     * @param config the service's configuration
     * @param id the snapshot's name, as heatmaps have it
     * @param watcher is told how far it has come
     * @return what came out
     * @throws RuntimeException in one line, if nothing is known of the snapshot, it is another model's, or its records are gone
     */
    Rebuilt rebuild(StreamConfig config, String id, SnapshotReplay.Watcher watcher);

    /**
     * What a rebuild gives.
     *
     * @param entry what the patterns topic says about the snapshot
     * @param samples images that were folded in now
     * @param file the patterns that were made now, as a pattern file
     * @param sha256 its hash
     */
    record Rebuilt(SnapshotEntry entry, long samples, Payload file, String sha256) {
        /** {@return whether it is, bit for bit, the snapshot that it was} */
        public boolean identical() {
            return sha256.equals(entry.sha256());
        }
    }
}
