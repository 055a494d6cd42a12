/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.spi;

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
}
