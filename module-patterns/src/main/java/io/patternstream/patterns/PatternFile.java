/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Pattern files: {@code .npz} archives that NumPy reads. Stateless.
 *
 * <pre>
 * meta.json                 format version, snapshot id, model hash, layers with their weights' hashes, estimators, samples,
 *                           offsets, creation time, degenerate neurons
 * &lt;layer&gt;/&lt;regime&gt;.npy    one array each, shaped like the layer's weights in the model file
 * &lt;layer&gt;/statistics....npy  only in a {@link StatisticsFile}; passed over here
 * </pre>
 *
 * <p>Values are written as float32: that is what the kernels compute with, so a map made from a file equals the map made from
 * the snapshot that was written, at half the size. Arrays of float64 are read as well, and so are files without
 * {@code meta.json}, whose snapshot then has no model hash.
 */
public final class PatternFile {
    private PatternFile() {}

    /**
     * Reads the patterns of a model.
     *
     * @param file the archive
     * @param model the model that the patterns must belong to
     * @param layers its layers with weights
     * @return the snapshot; its model hash is empty where the file does not say
     * @throws PatternFormatException if it is not such a file, is truncated, or is larger than the model's patterns can be
     * @throws PatternMismatchException if its patterns belong to another model
     * @throws UncheckedIOException if it cannot be read
     */
    public static PatternSnapshot read(Path file, ModelDescription model, List<LayerWeights> layers) {
        try (InputStream in = open(file)) {
            return new PatternArchiveReader(file.toString(), model, layers).read(in, Files.size(file));
        } catch (ZipException | EOFException e) {
            throw damaged(file.toString(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("pattern file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the patterns of a model.
     *
     * @param bytes the whole archive
     * @param model the model that the patterns must belong to
     * @param layers its layers with weights
     * @return the snapshot; its model hash is empty where the file does not say
     * @throws PatternFormatException if it is not such a file, is truncated, or is larger than the model's patterns can be
     * @throws PatternMismatchException if its patterns belong to another model
     */
    public static PatternSnapshot read(byte[] bytes, ModelDescription model, List<LayerWeights> layers) {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            return new PatternArchiveReader("pattern archive", model, layers).read(in, bytes.length);
        } catch (IOException e) {
            throw damaged("pattern archive", e);
        }
    }

    /**
     * Looks into a pattern file without its model.
     *
     * @param file the archive
     * @return what it says and holds
     * @throws PatternFormatException if it is not such a file or is truncated
     * @throws UncheckedIOException if it cannot be read
     */
    public static PatternListing inspect(Path file) {
        try (InputStream in = open(file)) {
            return PatternListing.read(file.toString(), in, Files.size(file));
        } catch (ZipException | EOFException e) {
            throw damaged(file.toString(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("pattern file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Writes a snapshot to a file, whole or not at all.
     *
     * @param file replaced if it exists
     * @param snapshot the patterns
     * @param layers the model's layers with weights
     * @throws UncheckedIOException if it cannot be written
     */
    public static void write(Path file, PatternSnapshot snapshot, List<LayerWeights> layers) {
        write(file, out -> PatternArchiveWriter.write(snapshot, layers, out));
    }

    /** Writes the whole content of a file. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    static void write(Path file, Content content) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                content.write(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(part, e);
            throw new UncheckedIOException("pattern file " + file + " cannot be written: " + reason(e), e);
        }
    }

    /**
     * Writes a snapshot to memory.
     *
     * @param snapshot the patterns
     * @param layers the model's layers with weights
     * @return the whole archive; the same snapshot gives the same bytes
     */
    public static byte[] write(PatternSnapshot snapshot, List<LayerWeights> layers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PatternArchiveWriter.write(snapshot, layers, out);
        } catch (IOException e) {
            throw new AssertionError("writing to memory does not fail", e);
        }
        return out.toByteArray();
    }

    /**
     * Writes a snapshot to memory in sections, which together are the archive.
     *
     * @param snapshot the patterns
     * @param layers the model's layers with weights
     * @return the meta data, then each array, then the directory; an array that is the same gives the same section
     */
    public static List<byte[]> sections(PatternSnapshot snapshot, List<LayerWeights> layers) {
        List<byte[]> sections = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Runnable cut = () -> {
            sections.add(out.toByteArray());
            out.reset();
        };
        try {
            PatternArchiveWriter.begin(snapshot, layers, Map.of(), out, cut).finish();
        } catch (IOException e) {
            throw new AssertionError("writing to memory does not fail", e);
        }
        cut.run();
        return sections;
    }

    static InputStream open(Path file) throws IOException {
        try {
            return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such file", e);
        }
    }

    static PatternFormatException damaged(String what, IOException e) {
        return new PatternFormatException(what + " is truncated or damaged: " + e.getMessage(), e);
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "its folder does not exist" : String.valueOf(e.getMessage());
    }

    private static void discard(Path part, IOException failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
