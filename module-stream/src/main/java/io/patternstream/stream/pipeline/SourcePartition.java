/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

/**
 * One partition of an input topic.
 *
 * @param topic the topic
 * @param partition the partition
 */
public record SourcePartition(String topic, int partition) {
    @Override
    public String toString() {
        return topic + "/" + partition;
    }
}
