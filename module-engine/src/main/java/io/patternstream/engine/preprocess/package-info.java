/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** From encoded images or raw pixels to a model's input. */
package io.patternstream.engine.preprocess;
