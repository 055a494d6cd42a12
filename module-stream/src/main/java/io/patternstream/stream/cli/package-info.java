/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The command line: options, errors in one line, progress. */
package io.patternstream.stream.cli;
