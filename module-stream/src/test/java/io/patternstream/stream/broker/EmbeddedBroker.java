/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The broker that module-broker's build left, for integration tests of this module. */
public final class EmbeddedBroker {
    private EmbeddedBroker() {}

    /**
     * Starts a temporary broker on a free port and waits until it is ready.
     *
     * @param directory new or empty; deleted when the broker ends
     * @return the broker; close it
     */
    public static BrokerProcess start(Path directory) {
        return BrokerProcess.startTemporary(jars(), freePort(), directory).awaitReady(60);
    }

    /** {@return the folder with the broker's class path} */
    public static Path jars() {
        Path jars = Path.of("..", "module-broker", "target", "broker")
                .toAbsolutePath()
                .normalize();
        if (!Files.isDirectory(jars)) {
            throw new IllegalStateException(
                    jars + " is missing: build module-broker first (mvn -pl module-broker package)");
        }
        return jars;
    }

    /** {@return a port of 127.0.0.1 that is free now} */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
