/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import java.util.List;

/**
 * How the service is.
 *
 * @param live whether all its threads are alive; if not, only a restart helps
 * @param ready whether it can explain what arrives now
 * @param reasons why it is not, one line each; empty when it is live and ready
 */
public record ServiceHealth(boolean live, boolean ready, List<String> reasons) {
    /** Copies. */
    public ServiceHealth {
        reasons = List.copyOf(reasons);
    }
}
