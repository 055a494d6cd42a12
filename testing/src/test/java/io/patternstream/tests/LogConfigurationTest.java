/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import org.junit.jupiter.api.Test;

/** Reads the configuration that the program ships, not the one of the tests. */
final class LogConfigurationTest {
    @Test
    void theServiceSpeaksAndTheLibrariesAreQuiet() throws Exception {
        // Given
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);

        // When
        configurator.doConfigure(LogConfigurationTest.class.getResource("/logback.xml"));

        // Then
        assertThat(context.getLogger("io.patternstream.stream.kafka.BrokerOutage")
                        .isInfoEnabled())
                .isTrue();
        assertThat(context.getLogger("org.apache.kafka.clients.NetworkClient").isWarnEnabled())
                .isFalse();
        assertThat(context.getLogger("org.apache.kafka.clients.NetworkClient").isErrorEnabled())
                .isTrue();
        assertThat(context.getLogger("org.nd4j.linalg.factory.Nd4jBackend").isInfoEnabled())
                .isFalse();
    }
}
