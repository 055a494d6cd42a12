/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.stream.config.ConfigLoader;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** One instance of the service in a child JVM; stops in order when it is told to. */
public final class ChaosInstance {
    private ChaosInstance() {}

    /**
     * Runs it.
     *
     * @param args brokers, images topic, group, delivery, group protocol, instance
     */
    public static void main(String[] args) throws Exception {
        String session =
                args[4].equals("classic") ? "    session.timeout.ms: 3000\n    heartbeat.interval.ms: 500\n" : "";
        String yaml =
                """
                kafka:
                  bootstrap-servers: "%1$s"
                  group-id: %3$s
                  delivery: %4$s
                  group-protocol: %5$s
                  instance-id: %6$s
                  client-properties:
                    metadata.max.age.ms: 1000
                    reconnect.backoff.max.ms: 500
                %7$smodel:
                  file: scripted
                topics:
                  images: %2$s
                  heatmaps: %3$s.heatmaps
                  training: %3$s.training
                  patterns: %3$s.patterns
                  dead-letters: %3$s.dead-letters
                  create: false
                limits:
                  drain-timeout-ms: 5000
                patterns:
                  learn: false
                """
                        .formatted(args[0], args[1], args[2], args[3], args[4], args[5], session);
        ScriptedService service =
                ScriptedService.start(ConfigLoader.parse(yaml, "chaos", Path.of("target", "states", args[2])));
        Runtime.getRuntime().addShutdownHook(new Thread(service::close));
        System.out.println("running");
        new CountDownLatch(1).await();
    }
}
