/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import java.io.Serial;

/** A server could not listen; the message is one line that names the port and the option that changes it. */
public final class PortUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    PortUnavailableException(String host, int port, String option, Throwable cause) {
        super(
                "cannot listen on " + host + ":" + port + " (" + cause.getMessage() + "); choose another port with "
                        + option,
                cause);
    }
}
