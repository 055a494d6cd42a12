/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The immutable network graph: operations, nodes and the networks they form. */
package io.patternstream.engine.graph;
