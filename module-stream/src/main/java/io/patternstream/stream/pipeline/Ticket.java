/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/**
 * What the {@link OffsetTracker} gives for a record that was received, and wants back when the record has ended.
 *
 * @param partition the partition it came from
 * @param epoch which assignment of the partition, or which replay within it, delivered it
 * @param place its place among the records of the assignment
 */
public record Ticket(SourcePartition partition, long epoch, long place) {}
