/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Invariants of explanations, checked on a user's own model and backend. Every check compares results with each other, never
 * with stored numbers.
 */
package io.patternstream.engine.verify;
