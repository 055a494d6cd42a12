/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * The service: Kafka in, heatmaps out, patterns learned on the way, and the command line. Exports nothing.
 */
@SuppressWarnings(
        "requires-automatic") // kafka-clients, vertx-kafka-client, Micrometer and the AWS SDK have no descriptor
@org.jspecify.annotations.NullMarked
module io.patternstream.stream {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.dataformat.yaml;
    requires info.picocli;
    requires io.patternstream.api;
    requires io.patternstream.engine;
    requires io.patternstream.evaluation;
    requires io.patternstream.patterns;
    requires io.vertx.core;
    requires io.vertx.jsonschema;
    requires io.vertx.metrics.micrometer;
    requires io.vertx.web;
    requires java.desktop;
    requires kafka.clients;
    requires me.tongfei.progressbar;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.slf4j;
    requires static io.vertx.codegen.api;
    requires static io.vertx.codegen.json;
    requires static org.jspecify;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.services.s3;
    requires software.amazon.awssdk.utils;
    requires vertx.kafka.client;

    opens io.patternstream.stream.cli to
            info.picocli;
}
