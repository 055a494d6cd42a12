/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

/**
 * The topics.
 *
 * @param images the input
 * @param heatmaps the output
 * @param training the images that patterns are learned from
 * @param patterns the learned patterns; compacted
 * @param deadLetters the records that could not be explained
 * @param create whether missing topics are created
 * @param imagePartitions partitions of the image, heatmap and dead-letter topics when they are created
 * @param replicationFactor of the topics that are created; -1 for the broker's default
 */
public record TopicsConfig(
        String images,
        String heatmaps,
        String training,
        String patterns,
        String deadLetters,
        boolean create,
        int imagePartitions,
        short replicationFactor) {}
