/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Pictures of heatmaps. */
package io.patternstream.engine.render;
