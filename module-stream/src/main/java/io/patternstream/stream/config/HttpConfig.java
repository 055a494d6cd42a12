/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

/**
 * The public port: dashboard, explanations over HTTP, WebSocket.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 */
public record HttpConfig(String host, int port) {}
