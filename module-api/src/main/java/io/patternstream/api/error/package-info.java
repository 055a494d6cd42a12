/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What messages of exceptions look like. */
@NullMarked
package io.patternstream.api.error;

import org.jspecify.annotations.NullMarked;
