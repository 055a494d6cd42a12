/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Explanation methods as data: a method says what happens at each kind of layer on the way down. */
package io.patternstream.engine.rule;
