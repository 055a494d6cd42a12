/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.util.List;

/**
 * A ValueInfoProto of a tensor.
 *
 * @param name the value's name
 * @param elementType TensorProto.DataType; 0 where it is not a tensor
 * @param dimensions extents; 0 for a symbolic one
 */
record OnnxValue(String name, int elementType, List<Long> dimensions) {}
