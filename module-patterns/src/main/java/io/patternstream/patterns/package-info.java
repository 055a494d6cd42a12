/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Learns patterns from statistics, checks them, keeps the active ones, and stores them as files that NumPy reads. */
package io.patternstream.patterns;
