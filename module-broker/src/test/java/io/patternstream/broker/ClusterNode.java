/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/** One of several nodes of a cluster on 127.0.0.1, for tests that kill some of them; ends with its standard input. */
public final class ClusterNode {
    private ClusterNode() {}

    /**
     * Runs a node.
     *
     * @param args the node's number from 1 on; the cluster's id; the node's folder; all nodes' ports, as
     *     {@code clients:controller}, comma separated
     */
    public static void main(String[] args) throws Exception {
        int node = Integer.parseInt(args[0]);
        Path data = Path.of(args[2], "data");
        System.setProperty(
                "patternstream.broker.log", Path.of(args[2], "broker.log").toString());
        System.setProperty("logback.configurationFile", "io/patternstream/broker/logback.xml");
        if (!Files.exists(data.resolve("meta.properties"))) {
            Files.createDirectories(data);
            format(node, args[1], data);
        }
        KafkaRaftServer server =
                new KafkaRaftServer(new KafkaConfig(settings(node, data, args[3].split(",")), false), Time.SYSTEM);
        server.startup();
        while (System.in.read() >= 0) {
            // only the end of the input has a meaning
        }
        Runtime.getRuntime().halt(0);
    }

    private static Properties settings(int node, Path data, String... nodes) {
        List<String> voters = new ArrayList<>();
        for (int i = 0; i < nodes.length; i++) {
            voters.add((i + 1) + "@127.0.0.1:" + nodes[i].split(":")[1]);
        }
        String[] ports = nodes[node - 1].split(":");
        Properties settings = BrokerSettings.of(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]), data);
        settings.setProperty("node.id", Integer.toString(node));
        settings.setProperty("controller.quorum.voters", String.join(",", voters));
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.setProperty(topic + ".replication.factor", "3");
        }
        settings.setProperty("default.replication.factor", "3");
        settings.setProperty("min.insync.replicas", "2");
        settings.setProperty("transaction.state.log.min.isr", "2");
        // Everything that waits for something dead waits less.
        settings.setProperty("broker.session.timeout.ms", "3000");
        settings.setProperty("broker.heartbeat.interval.ms", "500");
        settings.setProperty("replica.lag.time.max.ms", "4000");
        settings.setProperty("group.min.session.timeout.ms", "1000");
        settings.setProperty("group.consumer.min.session.timeout.ms", "1000");
        settings.setProperty("group.consumer.session.timeout.ms", "3000");
        settings.setProperty("group.consumer.min.heartbeat.interval.ms", "200");
        settings.setProperty("group.consumer.heartbeat.interval.ms", "500");
        settings.setProperty("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
        settings.setProperty("log.cleaner.backoff.ms", "300");
        return settings;
    }

    private static void format(int node, String cluster, Path data) throws Exception {
        try (PrintStream quiet = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(quiet)
                    .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                    .setNodeId(node)
                    .setClusterId(cluster)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setDirectories(List.of(data.toString()))
                    .setMetadataLogDirectory(data.toString())
                    .run();
        } catch (IOException e) {
            throw new BrokerException("cannot format " + data + ": " + e.getMessage(), e);
        }
    }
}
