/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What programs do that use Patternstream as a library; the documents show pieces of it. */
@NullMarked
package io.patternstream.examples.library;

import org.jspecify.annotations.NullMarked;
