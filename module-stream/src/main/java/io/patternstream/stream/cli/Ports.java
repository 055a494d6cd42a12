/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks ports before anything is started. Stateless. */
final class Ports {
    private Ports() {}

    /** Throws one line that names the port and the option, unless the port of 127.0.0.1 can be bound. */
    static void check(int port, String option) {
        if (port < 1 || port > 65535) {
            throw new CommandException("port " + port + " does not exist: give " + option + " 1 to 65535");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new CommandException(
                    "port " + port + " of 127.0.0.1 is not free (" + e.getMessage() + "): choose another with "
                            + option,
                    e);
        }
    }
}
