/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Properties;

/** The broker's settings: one node, broker and controller in one process, reachable from this machine only. */
final class BrokerSettings {
    static final int NODE = 1;
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    private BrokerSettings() {}

    /**
     * {@return the properties of a node that serves clients on the port}
     *
     * @param port the clients' port, on 127.0.0.1
     * @param controllerPort the port the node talks to itself on, on 127.0.0.1
     * @param directory the data directory
     */
    static Properties of(int port, int controllerPort, Path directory) {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", Integer.toString(NODE));
        settings.setProperty("controller.quorum.voters", NODE + "@127.0.0.1:" + controllerPort);
        settings.setProperty(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + port + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.setProperty("controller.listener.names", CONTROLLER_LISTENER);
        settings.setProperty(
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.setProperty("log.dirs", directory.toString());
        settings.setProperty("auto.create.topics.enable", "false");
        single(settings);
        small(settings);
        return settings;
    }

    /** One node can hold one replica of everything. */
    private static void single(Properties settings) {
        settings.setProperty("default.replication.factor", "1");
        settings.setProperty("min.insync.replicas", "1");
        settings.setProperty("offsets.topic.replication.factor", "1");
        settings.setProperty("transaction.state.log.replication.factor", "1");
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.replication.factor", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
    }

    /** Small internal topics and buffers: a fast start, little memory and little disk. */
    private static void small(Properties settings) {
        settings.setProperty("offsets.topic.num.partitions", "3");
        settings.setProperty("transaction.state.log.num.partitions", "3");
        settings.setProperty("share.coordinator.state.topic.num.partitions", "3");
        settings.setProperty("log.cleaner.dedupe.buffer.size", "2097152");
        settings.setProperty("log.index.size.max.bytes", "1048576");
        settings.setProperty("log.segment.bytes", "67108864");
        settings.setProperty("log.retention.check.interval.ms", "10000");
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
    }

    /**
     * {@return a port of 127.0.0.1 that is free now}
     *
     * @throws BrokerException if none is
     */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BrokerException("no free port on 127.0.0.1: " + e.getMessage(), e);
        }
    }

    /**
     * Checks that the clients' port can be bound.
     *
     * @throws BrokerException naming the port, if it is taken
     */
    static void checkFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new BrokerException(
                    "port " + port + " of 127.0.0.1 is not free (" + e.getMessage() + "): choose another with --port",
                    e);
        }
    }
}
