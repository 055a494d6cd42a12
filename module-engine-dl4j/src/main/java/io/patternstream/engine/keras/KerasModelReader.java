/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.spi.ModelReader;
import io.patternstream.engine.untrusted.CheckedZip;
import io.patternstream.engine.untrusted.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads sequential and functional models that Keras 2 or 3 saved: whole-model HDF5 files ({@code .h5}) and the zips of Keras
 * 3 ({@code .keras}). Layers are built from their names and numbers only; nothing in the file is executed, so Lambda layers
 * and custom classes are refused. Thread-safe, stateless.
 *
 * <p>Keras keeps channels last, the engine first: a network read here takes {@code [C, H, W]} samples (a Keras input of
 * {@code (H, W, C)}; {@code [C, L]} for {@code (L, C)}), and weights are turned as they are read, convolutions to
 * {@code [O, I, kH, kW]}. Where the order of axes shows, in Flatten and Reshape, a rearrangement restores that of Keras,
 * so that dense layers keep the weights of the file.
 */
public final class KerasModelReader implements ModelReader {
    private static final String EXTENSION = ".keras";
    private static final Set<String> ENTRIES = Set.of("metadata.json", "config.json", "model.weights.h5");
    private static final int MAX_TEXT = 16 << 20;

    /** Creates it; called by {@link java.util.ServiceLoader}. */
    public KerasModelReader() {}

    @Override
    public String format() {
        return "Keras HDF5";
    }

    @Override
    public boolean recognises(Path file, byte[] firstBytes) {
        boolean zip = firstBytes.length >= 2 && firstBytes[0] == 'P' && firstBytes[1] == 'K';
        return Hdf5.recognises(firstBytes) || (zip && isArchive(file));
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
        try {
            long bytes = Files.size(file);
            refuseTooLarge(bytes, isArchive(file) ? 3 : 1);
            KerasImporter.Source source = new KerasImporter.Source(bytes, input);
            return isArchive(file) ? readArchive(file, source) : readHdf5(file, source);
        } catch (IOException e) {
            throw new ModelFormatException("model file " + file + " cannot be read: " + e.getMessage(), e);
        } catch (ModelFormatException e) {
            throw new ModelFormatException("model file " + file + ": " + e.getMessage(), e);
        }
    }

    private static Network readHdf5(Path file, KerasImporter.Source source) throws IOException {
        try (Hdf5 hdf5 = Hdf5.open(file)) {
            String configuration = hdf5.text("model_config")
                    .orElseThrow(() -> new ModelFormatException("has no attribute 'model_config': it holds only weights"
                            + " or is no Keras model; save the whole model with model.save(\"name.h5\")"));
            String version = hdf5.text("keras_version").orElse("");
            return KerasImporter.read(StrictJson.parse(configuration), version, new NamedWeights(hdf5), source);
        }
    }

    private static Network readArchive(Path file, KerasImporter.Source source) {
        try (CheckedZip zip = CheckedZip.open(file, ENTRIES, "which is not read");
                Hdf5 hdf5 = Hdf5.of(ByteBuffer.wrap(zip.bytes("model.weights.h5", Long.MAX_VALUE)))) {
            String version = json(zip, "metadata.json").path("keras_version").asText();
            return KerasImporter.read(json(zip, "config.json"), version, new NumberedWeights(hdf5), source);
        }
    }

    private static JsonNode json(CheckedZip zip, String entry) {
        return StrictJson.parse(new String(zip.bytes(entry, MAX_TEXT), StandardCharsets.UTF_8));
    }

    private static boolean isArchive(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(EXTENSION);
    }

    private static void refuseTooLarge(long bytes, int copies) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes * copies > heap) {
            throw new ModelFormatException("its " + bytes + " bytes are too many for a heap of " + heap
                    + " bytes; start Java with a larger -Xmx");
        }
    }
}
