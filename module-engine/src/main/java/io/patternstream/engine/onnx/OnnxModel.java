/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.util.List;
import java.util.Map;

/**
 * The parts of an ONNX ModelProto that are used.
 *
 * @param bytes size of the file
 * @param opset version of the default operator set; 0 where the file names none
 * @param nodes in the file's order, which is topological
 * @param initialisers by name
 * @param inputs of the graph; may list initialisers too
 * @param outputs of the graph
 */
record OnnxModel(
        int bytes,
        long opset,
        List<OnnxNode> nodes,
        Map<String, OnnxTensor> initialisers,
        List<OnnxValue> inputs,
        List<OnnxValue> outputs) {}
