/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.provider.Arguments;

/** Small random models with what ONNX Runtime computes for them, where ONNX's own tests say nothing; see the README there. */
final class RuntimeCases {
    private RuntimeCases() {}

    static Stream<Arguments> all() {
        List<Arguments> cases = new ArrayList<>();
        try (InputStream file = Objects.requireNonNull(RuntimeCases.class.getResourceAsStream("operators.zip"));
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                cases.add(Arguments.of(entry.getName(), run(OnnxParser.parse(zip.readAllBytes()))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return cases.stream();
    }

    /** Each model holds its run as constants that it does not read. */
    private static NodeCase.Run run(OnnxModel model) {
        Map<String, OnnxTensor> constants = new HashMap<>(model.initialisers());
        List<OnnxNode> nodes = new ArrayList<>(model.nodes());
        nodes.add(new OnnxNode("", "Flatten", List.of(model.outputs().get(0).name()), List.of("rows"), Map.of()));
        OnnxModel flattened = new OnnxModel(
                model.bytes(),
                model.opset(),
                nodes,
                constants,
                model.inputs(),
                List.of(new OnnxValue("rows", OnnxTensor.FLOAT, List.of())));
        return NodeCase.Run.of(
                flattened,
                Objects.requireNonNull(constants.get("given")),
                Objects.requireNonNull(constants.get("expected")));
    }
}
