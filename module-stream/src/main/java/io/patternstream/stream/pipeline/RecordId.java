/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/**
 * Names one input record.
 *
 * @param topic the topic it came from
 * @param partition its partition
 * @param offset its offset
 */
public record RecordId(String topic, int partition, long offset) {
    /** {@return the partition it came from} */
    public SourcePartition source() {
        return new SourcePartition(topic, partition);
    }

    @Override
    public String toString() {
        return topic + "/" + partition + "/" + offset;
    }
}
