/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.demo;

import io.patternstream.stream.pipeline.Payload;

/**
 * One encoded image to publish.
 *
 * @param name becomes the record's key
 * @param contentType {@code image/png} or {@code image/jpeg}
 * @param bytes the encoded image
 */
public record ReplayImage(String name, String contentType, Payload bytes) {}
