/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Immutable float32 tensors, their shapes, and the {@code .npy} exchange format. */
package io.patternstream.api.tensor;
