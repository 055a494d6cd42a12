/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Kafka adapters; the only package that imports its clients. */
package io.patternstream.stream.kafka;
