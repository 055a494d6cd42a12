/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Reads Keras models: HDF5 files of Keras 2 and 3, and the zips of Keras 3. */
@NullMarked
package io.patternstream.engine.keras;

import org.jspecify.annotations.NullMarked;
