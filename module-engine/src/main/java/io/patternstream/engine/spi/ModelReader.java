/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import java.nio.file.Path;

/** Reads one model file format into a network. Registered as a service. Thread-safe, stateless. */
public interface ModelReader {

    /** {@return the format's name for messages, for example {@code ONNX}} */
    String format();

    /**
     * Tells by name and first bytes whether a file is of this format.
     *
     * @param file an existing file
     * @param firstBytes up to its first 16 bytes
     * @return whether {@link #read} is worth trying
     */
    boolean recognises(Path file, byte[] firstBytes);

    /**
     * Reads a model.
     *
     * @param file an existing file
     * @return its network, not yet canonised
     * @throws ModelFormatException if it is malformed, or uses an operator or geometry that is not supported (the message
     *     names the node and the operator)
     */
    Network read(Path file);

    /**
     * Reads a model whose file may leave the size of its images open.
     *
     * @param file an existing file
     * @param input the shape of one sample, as the caller knows it; used only for what the file does not say
     * @return its network, not yet canonised
     * @throws ModelFormatException as {@link #read(Path)}
     */
    default Network read(Path file, Shape input) {
        return read(file);
    }
}
