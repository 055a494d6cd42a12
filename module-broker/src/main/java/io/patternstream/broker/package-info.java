/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * A real Apache Kafka broker in a JVM of its own, for the demo and the tests.
 *
 * <p>Class path only: the broker's jars share packages, so they cannot be modules.
 */
@NullMarked
package io.patternstream.broker;

import org.jspecify.annotations.NullMarked;
