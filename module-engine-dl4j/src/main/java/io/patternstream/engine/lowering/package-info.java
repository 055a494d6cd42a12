/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Layers that several model formats have and that a network expresses by other operations. */
@NullMarked
package io.patternstream.engine.lowering;

import org.jspecify.annotations.NullMarked;
