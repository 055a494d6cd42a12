/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * Programs: the kernel operations of one forward pass and its backward passes, recorded once and compiled by a backend that
 * works from whole programs.
 */
@org.jspecify.annotations.NullMarked
package io.patternstream.engine.program;
