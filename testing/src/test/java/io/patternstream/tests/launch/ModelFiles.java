/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Versions of the bundled model: the same network with other numbers in its last layer. */
final class ModelFiles {
    /** The last layer's weights and biases, big-endian float32 at the end of the file. */
    private static final int NUMBERS = 500;

    private ModelFiles() {}

    /** The bundled model, with each of the last numbers multiplied; NaN for a model that answers nothing. */
    static byte[] times(float factor) throws IOException {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        Path bundled = Launcher.distribution().resolve("demo/fashion-mnist-cnn.zip");
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(bundled));
                ZipOutputStream out = new ZipOutputStream(changed)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(entry.getName().equals("coefficients.bin") ? times(in, factor) : in.readAllBytes());
                out.closeEntry();
            }
        }
        return changed.toByteArray();
    }

    private static byte[] times(InputStream coefficients, float factor) throws IOException {
        byte[] bytes = coefficients.readAllBytes();
        ByteBuffer numbers = ByteBuffer.wrap(bytes);
        for (int at = bytes.length - NUMBERS * Float.BYTES; at < bytes.length; at += Float.BYTES) {
            numbers.putFloat(at, numbers.getFloat(at) * factor);
        }
        return bytes;
    }

    /** Replaces a file as an operator should: nobody ever sees a part of it. */
    static void replace(Path file, byte[] content) throws IOException {
        Path partial = Files.write(file.resolveSibling(file.getFileName() + ".part"), content);
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
