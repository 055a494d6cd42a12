/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.canon.Canoniser;
import io.patternstream.engine.canon.Layers;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import java.nio.file.Path;
import java.util.List;

/** A classifier, read and canonised. Immutable, shareable between threads. */
public final class Model {
    private final Network network;
    private final ModelDescription description;
    private final List<LayerWeights> layers;

    private Model(Network network, ModelDescription description, List<LayerWeights> layers) {
        this.network = network;
        this.description = description;
        this.layers = layers;
    }

    /**
     * Loads a model under its file's name without extension.
     *
     * @param file in any format that a reader on the path knows
     * @return the model
     * @throws ModelFormatException if the file is missing, malformed or uses something that is not supported
     */
    public static Model load(Path file) {
        return load(file, nameOf(file));
    }

    /**
     * Loads a model whose file may leave the size of its images open, under its file's name without extension.
     *
     * @param file in any format that a reader on the path knows
     * @param input the shape of one sample; used only for what the file does not say
     * @return the model
     * @throws ModelFormatException if the file is missing, malformed or uses something that is not supported
     */
    public static Model load(Path file, Shape input) {
        return load(file, nameOf(file), input);
    }

    /**
     * Loads a model whose file may leave the size of its images open.
     *
     * @param file in any format that a reader on the path knows
     * @param name what users call it by
     * @param input the shape of one sample; used only for what the file does not say
     * @return the model
     * @throws ModelFormatException if the file is missing, malformed or uses something that is not supported
     */
    public static Model load(Path file, String name, Shape input) {
        return of(ModelFile.load(file, input), name);
    }

    /**
     * Loads a model.
     *
     * @param file in any format that a reader on the path knows
     * @param name what users call it by
     * @return the model
     * @throws ModelFormatException if the file is missing, malformed or uses something that is not supported
     */
    public static Model load(Path file, String name) {
        return of(ModelFile.load(file, null), name);
    }

    private static Model of(ModelFile.Content content, String name) {
        return of(content.network(), name, content.sha256());
    }

    /**
     * Canonises a network that was not read from a file.
     *
     * @param network any
     * @param name what users call it by
     * @param sha256 what identifies it, 64 hexadecimal digits
     * @return the model
     * @throws ModelFormatException if it cannot be canonised
     */
    public static Model of(Network network, String name, String sha256) {
        Network canonical;
        try {
            canonical = Canoniser.canonise(network);
        } catch (ModelFormatException e) {
            throw new ModelFormatException("model '" + name + "': " + e.getMessage(), e);
        }
        ModelDescription description = new ModelDescription(
                name,
                sha256,
                canonical.inputShape(),
                canonical.outputShape().elementCount(),
                canonical.head(),
                Layers.describe(canonical));
        return new Model(canonical, description, Layers.weights(canonical));
    }

    /**
     * Returns the name of a model that nobody has named: its file's, without extension.
     *
     * @param file its file
     * @return the name
     */
    public static String nameOf(Path file) {
        String name = file.toAbsolutePath().getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    /** {@return what it is, without weights} */
    public ModelDescription description() {
        return description;
    }

    /** {@return the weights of every layer that patterns are learned for, in network order} */
    public List<LayerWeights> layers() {
        return layers;
    }

    /** {@return the canonised graph} */
    public Network network() {
        return network;
    }
}
