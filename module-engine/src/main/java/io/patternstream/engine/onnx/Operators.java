/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** All operators that are read. Each family lists its own; an operator is one line there. */
final class Operators {
    private static final Map<String, OperatorImporter> ALL = merged(List.of(
            ActivationOperators.TABLE,
            ArithmeticOperators.TABLE,
            ConstantOperators.TABLE,
            ConvolutionOperators.TABLE,
            MatrixOperators.TABLE,
            MovementOperators.TABLE,
            NormalisationOperators.TABLE,
            PadOperators.TABLE,
            PoolOperators.TABLE,
            ResizeOperators.TABLE,
            ShapeOperators.TABLE,
            SliceOperators.TABLE));

    private Operators() {}

    static OperatorImporter of(OnnxNode node) {
        OperatorImporter importer = ALL.get(node.operator());
        if (importer == null) {
            throw node.error("the operator " + node.operator() + " is not supported; supported are "
                    + String.join(", ", new TreeSet<>(ALL.keySet())));
        }
        return importer;
    }

    /** Whether an operator is read at all. */
    static boolean isSupported(String operator) {
        return ALL.containsKey(operator);
    }

    private static Map<String, OperatorImporter> merged(List<Map<String, OperatorImporter>> families) {
        Map<String, OperatorImporter> all = new HashMap<>();
        families.forEach(all::putAll);
        return Map.copyOf(all);
    }
}
