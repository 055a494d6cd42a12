/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The way of an image from its bytes to an outcome. Plain Java: no Vert.x, no Kafka, injected clocks. */
package io.patternstream.stream.pipeline;
