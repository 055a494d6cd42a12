/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Containers that files of strangers come in: JSON and zips, read within limits. */
@NullMarked
package io.patternstream.engine.untrusted;

import org.jspecify.annotations.NullMarked;
