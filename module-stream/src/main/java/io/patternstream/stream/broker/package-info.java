/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The embedded Kafka broker, seen from outside: a child process with its own class path. */
package io.patternstream.stream.broker;
