/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

/**
 * Which snapshot it was, without its patterns: enough to make it again, and small enough to stay with every heatmap.
 *
 * @param id the snapshot's name
 * @param provenance where it came from
 */
public record SnapshotOrigin(SnapshotId id, PatternSnapshot.Provenance provenance) {}
