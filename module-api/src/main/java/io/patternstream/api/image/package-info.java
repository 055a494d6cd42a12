/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Encoded images as they arrive, and the port that decodes them. */
package io.patternstream.api.image;
