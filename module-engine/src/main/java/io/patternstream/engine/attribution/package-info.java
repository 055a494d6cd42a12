/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Runs batches through a network: forward once, then backward once per method; generic over the backend. */
package io.patternstream.engine.attribution;
