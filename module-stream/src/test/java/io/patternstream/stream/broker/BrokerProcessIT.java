/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts real brokers as the demo does. */
@Timeout(60)
final class BrokerProcessIT {
    @TempDir
    private Path temp;

    @Test
    void closingATemporaryBrokerLeavesNeitherProcessNorDirectory() throws Exception {
        // Given
        Path data = temp.resolve("data");
        BrokerProcess broker = BrokerProcess.startTemporary(EmbeddedBroker.jars(), EmbeddedBroker.freePort(), data);
        broker.awaitReady(30);
        // When
        broker.close();
        // Then
        assertThat(broker.onExit().get(1, TimeUnit.SECONDS)).isZero();
        assertThat(ProcessHandle.of(broker.pid())).isEmpty();
        assertThat(data).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void outlivesSignalsToTheProcessGroupSoThatTheServiceCanDrain(String signal) throws Exception {
        // Given
        try (BrokerProcess broker = EmbeddedBroker.start(temp.resolve("data"))) {
            // When
            int status = new ProcessBuilder("kill", "-" + signal, Long.toString(broker.pid()))
                    .start()
                    .waitFor();
            // Then
            assertThat(status).isZero();
            assertThat(broker.onExit()
                            .completeOnTimeout(-1, 1, TimeUnit.SECONDS)
                            .get())
                    .isEqualTo(-1);
        }
    }

    @Test
    void takenPortIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            BrokerProcess broker =
                    BrokerProcess.start(EmbeddedBroker.jars(), taken.getLocalPort(), temp.resolve("data"));
            // When Then
            assertThatExceptionOfType(BrokerStartException.class)
                    .isThrownBy(() -> broker.awaitReady(30))
                    .withMessageContaining("port " + taken.getLocalPort())
                    .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
        }
    }
}
