/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Reads ONNX files: a hand-written reader of the few message types needed, and their operators. */
package io.patternstream.engine.onnx;
