/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

final class PortsTest {
    @Test
    void aTakenPortIsNamedWithItsOption() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> Ports.check(taken.getLocalPort(), "--kafka-port"))
                    .withMessageContaining("port " + taken.getLocalPort())
                    .withMessageContaining("--kafka-port");
        }
    }

    @Test
    void aFreePortPasses() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatCode(() -> Ports.check(port, "--port")).doesNotThrowAnyException();
    }

    @Test
    void aPortThatDoesNotExistIsRefused() {
        assertThatExceptionOfType(CommandException.class)
                .isThrownBy(() -> Ports.check(70000, "--port"))
                .withMessageContaining("70000");
    }
}
