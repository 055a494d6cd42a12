/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import io.patternstream.stream.pipeline.SourcePartition;

/**
 * Names one stored state.
 *
 * @param partition whose state it is
 * @param epoch the claim of its writer
 * @param offset the first offset that it does not hold
 * @param sha256 hash of its bytes, in hexadecimal
 */
public record StateRef(SourcePartition partition, long epoch, long offset, String sha256) {}
