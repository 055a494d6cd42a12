/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * One header of an input record.
 *
 * @param name its name; names may repeat
 * @param value its bytes; null where the sender gave none
 */
public record RecordHeader(String name, @Nullable Payload value) {}
