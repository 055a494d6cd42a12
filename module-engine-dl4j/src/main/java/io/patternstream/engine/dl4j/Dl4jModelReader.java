/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.spi.ModelReader;
import java.nio.file.Path;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Reads {@code MultiLayerNetwork} zips as DL4J 1.0.0-M2.1 writes them. Nothing in the file is deserialised by Java, and its
 * configuration is bound only after every class that it names has been found on a list. Thread-safe, stateless.
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
        try {
            Dl4jArchive archive = Dl4jArchive.open(file);
            MultiLayerNetwork model = TrustedConfiguration.check(archive.configuration())
                    .withParameters(CoefficientReader.read(archive.coefficients()));
            try {
                return NetworkImporter.read(model);
            } finally {
                model.params().close();
            }
        } catch (ModelFormatException e) {
            throw new ModelFormatException("model file " + file + ": " + e.getMessage(), e);
        }
    }
}
