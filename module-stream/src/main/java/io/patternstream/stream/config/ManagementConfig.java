/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

/**
 * The port for health and metrics.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 */
public record ManagementConfig(String host, int port) {}
