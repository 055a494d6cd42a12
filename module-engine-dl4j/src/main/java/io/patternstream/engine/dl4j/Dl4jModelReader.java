/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.spi.ModelReader;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads {@code MultiLayerNetwork} and {@code ComputationGraph} zips as DL4J 1.0.0-M2.1 writes them. Nothing in the file is
 * deserialised by Java, and its configuration is bound only after every class that it names has been found on a list. The
 * parameters are read from the stream into the network, without a copy. Thread-safe, stateless.
 */
public final class Dl4jModelReader implements ModelReader {
    /** Creates it; called by {@link java.util.ServiceLoader}. */
    public Dl4jModelReader() {}

    @Override
    public String format() {
        return "DL4J zip";
    }

    @Override
    public boolean recognises(Path file, byte[] firstBytes) {
        return firstBytes.length >= 4
                && firstBytes[0] == 'P'
                && firstBytes[1] == 'K'
                && firstBytes[2] == 3
                && firstBytes[3] == 4
                && file.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    @Override
    public Network read(Path file) {
        return read(file, Optional.empty());
    }

    @Override
    public Network read(Path file, Shape input) {
        return read(file, Optional.of(input));
    }

    private static Network read(Path file, Optional<Shape> input) {
        try (Dl4jArchive archive = Dl4jArchive.open(file)) {
            LayerGraph layers = TrustedConfiguration.read(archive.configuration());
            try (Coefficients coefficients = archive.coefficients()) {
                return NetworkImporter.read(layers, InputSize.of(layers, input), coefficients, archive.size());
            }
        } catch (ModelFormatException e) {
            throw new ModelFormatException("model file " + file + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // DL4J binds whatever the file says, so a layer may hold nulls and lists of any length.
            throw new ModelFormatException("model file " + file + ": its configuration is damaged: " + e, e);
        }
    }
}
