/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.spi.ModelReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads ONNX image classifiers of opset 7 to 21, from one file without external data. Thread-safe, stateless. */
public final class OnnxModelReader implements ModelReader {
    private static final int OLDEST_OPSET = 7;
    private static final int NEWEST_OPSET = 21;
    private static final int IR_VERSION_TAG = 8;

    /** Creates it; for {@link java.util.ServiceLoader}. */
    public OnnxModelReader() {}

    @Override
    public String format() {
        return "ONNX";
    }

    @Override
    public boolean recognises(Path file, byte[] firstBytes) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")
                || (firstBytes.length > 0 && firstBytes[0] == IR_VERSION_TAG);
    }

    @Override
    public Network read(Path file) {
        try {
            refuseTooLarge(Files.size(file));
            OnnxModel model = OnnxParser.parse(Files.readAllBytes(file));
            if (model.nodes().isEmpty()) {
                throw new ModelFormatException("it has no graph, so it is not an ONNX model");
            }
            if (model.opset() < OLDEST_OPSET || model.opset() > NEWEST_OPSET) {
                throw new ModelFormatException("its opset " + model.opset() + " is not read, only " + OLDEST_OPSET
                        + " to " + NEWEST_OPSET + "; convert it with onnx.version_converter");
            }
            return GraphImporter.network(model);
        } catch (IOException e) {
            throw new ModelFormatException(
                    "model " + file + " cannot be read as ONNX, it is truncated or malformed: " + e.getMessage(), e);
        } catch (ModelFormatException e) {
            throw new ModelFormatException("model " + file + ": " + e.getMessage(), e);
        }
    }

    /** The file and its weights are held at the same time; better a clear line than an OutOfMemoryError. */
    private static void refuseTooLarge(long bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes >= Integer.MAX_VALUE - 8 || bytes * 2 > heap) {
            throw new ModelFormatException("its " + bytes + " bytes are too many for a heap of " + heap
                    + " bytes (at most 2 GiB are read; start Java with a larger -Xmx)");
        }
    }
}
