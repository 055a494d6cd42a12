/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The engine's facade: models, the explainers and observers made for them, and the methods they know. */
package io.patternstream.engine;
