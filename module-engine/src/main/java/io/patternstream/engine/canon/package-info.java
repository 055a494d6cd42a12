/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Rewrites a network once before explaining, so that rules meet only layers that they know. */
package io.patternstream.engine.canon;
