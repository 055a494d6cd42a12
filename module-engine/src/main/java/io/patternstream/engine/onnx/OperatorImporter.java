/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

/** Imports one operator: adds to the network what a node computes, or folds it. */
@FunctionalInterface
interface OperatorImporter {
    void add(GraphImporter graph, OnnxNode node);
}
