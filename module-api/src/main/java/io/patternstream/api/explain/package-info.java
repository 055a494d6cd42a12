/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The explaining port: requests, targets, explanations and the one catalogue of errors. */
package io.patternstream.api.explain;
