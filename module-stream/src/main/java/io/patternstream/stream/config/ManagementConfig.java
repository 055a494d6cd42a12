/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.util.Optional;

/**
 * The port for health and metrics.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 * @param token what requests to {@code /admin} must show; empty: nothing, but then changes are
 *     taken from the same machine only
 */
public record ManagementConfig(String host, int port, Optional<String> token) {
    /** {@return the address only: the token is a secret} */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
