/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

/**
 * Everything the service can be told.
 *
 * @param kafka how to reach Kafka
 * @param topics the topics
 * @param model what is served
 * @param engine how it is computed
 * @param limits what bounds memory and time
 * @param patterns how patterns are learned
 * @param http the public port
 * @param management the port for health and metrics
 */
public record StreamConfig(
        KafkaConfig kafka,
        TopicsConfig topics,
        ModelConfig model,
        EngineConfig engine,
        LimitsConfig limits,
        PatternsConfig patterns,
        HttpConfig http,
        ManagementConfig management) {}
