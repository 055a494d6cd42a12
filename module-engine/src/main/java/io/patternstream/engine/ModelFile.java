/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.spi.ModelReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the reader of a model file, and the file's hash. */
final class ModelFile {
    private static final int FIRST_BYTES = 16;

    private ModelFile() {}

    /** What a file holds, and its hash: both of the same content, whoever replaces the file meanwhile. */
    record Content(Network network, String sha256) {}

    static Content load(Path file, @Nullable Shape input) {
        requireFile(file);
        String before = sha256(file);
        Network network = read(file, input);
        if (!sha256(file).equals(before)) {
            throw new ModelFormatException("model file " + file
                    + " has changed while it was read; replace model files by renaming another one, then load again");
        }
        return new Content(network, before);
    }

    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(
                    "model file " + file + (Files.exists(file) ? " is not a file" : " does not exist"));
        }
    }

    private static Network read(Path file, @Nullable Shape input) {
        byte[] firstBytes = firstBytes(file);
        List<ModelReader> readers = ServiceLoader.load(ModelReader.class, ModelFile.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        for (ModelReader reader : readers) {
            if (reader.recognises(file, firstBytes)) {
                return input == null ? reader.read(file) : reader.read(file, input);
            }
        }
        List<String> formats = readers.stream().map(ModelReader::format).toList();
        throw new ModelFormatException("model file " + file + " has no format that can be read; known are " + formats);
    }

    private static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] firstBytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(FIRST_BYTES);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ModelFormatException unreadable(Path file, IOException e) {
        return new ModelFormatException("model file " + file + " cannot be read: " + e.getMessage(), e);
    }
}
