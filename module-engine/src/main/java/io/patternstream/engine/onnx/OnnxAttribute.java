/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An AttributeProto; only the field of its type is set.
 *
 * @param name its name
 * @param real field f
 * @param integer field i
 * @param text field s
 * @param tensor field t
 * @param integers field ints
 * @param reals field floats
 */
record OnnxAttribute(
        String name,
        float real,
        long integer,
        String text,
        @Nullable OnnxTensor tensor,
        List<Long> integers,
        List<Double> reals) {}
