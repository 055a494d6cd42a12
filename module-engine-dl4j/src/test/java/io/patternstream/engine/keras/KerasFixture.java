/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** A model that real Keras saved, and what it computed; see README.md beside the files. */
record KerasFixture(Path model, Map<String, NpyArray> arrays) {
    static final Path FOLDER = Path.of("src", "test", "resources", "keras");

    /** Reads {@code plain-k3.h5} and the like. */
    static KerasFixture read(String file) {
        Path arrays = FOLDER.resolve(file.substring(0, file.indexOf('.')) + ".npz");
        Map<String, NpyArray> content = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(arrays))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                content.put(entry.getName().replace(".npy", ""), Npy.read(zip.readAllBytes()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KerasFixture(FOLDER.resolve(file), content);
    }

    NpyArray input() {
        return array("input");
    }

    NpyArray logits() {
        return array("logits");
    }

    NpyArray gradient() {
        return array("gradient");
    }

    private NpyArray array(String name) {
        NpyArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalStateException("no array " + name + " beside " + model);
        }
        return array;
    }
}
