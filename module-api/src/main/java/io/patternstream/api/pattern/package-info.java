/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Patterns, the statistics they are estimated from, and the ports that learn, store and serve them. */
package io.patternstream.api.pattern;
