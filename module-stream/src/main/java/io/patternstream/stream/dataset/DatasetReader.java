/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.NpyFormatException;
import io.patternstream.api.tensor.NpyType;
import io.patternstream.api.tensor.Shape;
import io.patternstream.stream.dataset.Dataset.Part;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Opens one file or folder; goes by content, and for CIFAR-10, which has no mark, by name. */
final class DatasetReader {
    private static final int MAX_BYTES = Integer.MAX_VALUE - 16;
    /** What any compressed file may unpack to, for the small ones; the rest as a multiple of the file's size: bombs. */
    private static final long UNPACKED = 16 << 20;

    private static final long UNPACKED_TIMES = 50;
    private static final int IDX_LABELS = 0x801;
    private static final int IDX_IMAGES = 0x803;
    private static final int IDX_HEADER = 16;
    private static final Shape CIFAR_IMAGE = Shape.of(3, 32, 32);
    private static final int CIFAR_RECORD = 1 + CIFAR_IMAGE.elementCount();
    private static final List<String> IMAGE_SUFFIXES = List.of(".png", ".jpg", ".jpeg", ".npy");

    private DatasetReader() {}

    static Part read(Path path) {
        if (!Files.exists(path)) {
            throw refused(path, "there is no such file or folder", null);
        }
        if (Files.isDirectory(path)) {
            return folder(path);
        }
        byte[] bytes = bytes(path);
        int mark = bytes.length < 4 ? 0 : ByteBuffer.wrap(bytes).getInt();
        if (mark == IDX_IMAGES) {
            return idx(path, bytes);
        }
        if (mark == IDX_LABELS) {
            throw refused(path, "it holds IDX labels; give the file of images", null);
        }
        if (mark == 0x934e554d) {
            return array(path, bytes);
        }
        String contentType = contentType(path);
        if (mark == 0x89504e47 || mark >>> 8 == 0xffd8ff) {
            return new Part(1, index -> new EncodedSample(path.toString(), contentType, () -> bytes));
        }
        if (name(path).replaceFirst("\\.gz$", "").endsWith(".bin")) {
            return cifar(path, bytes);
        }
        throw refused(
                path,
                "it is neither .npy, PNG, JPEG, IDX images nor CIFAR-10 binary (.bin); it begins with "
                        + HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(8, bytes.length)),
                null);
    }

    private static Part folder(Path folder) {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            files = tree.filter(file -> IMAGE_SUFFIXES.stream().anyMatch(name(file)::endsWith))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw refused(folder, "it cannot be listed: " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw refused(folder, "it has no files " + IMAGE_SUFFIXES, null);
        }
        return new Part(files.size(), index -> {
            Path file = files.get(index);
            return new EncodedSample(file.toString(), contentType(file), () -> bytes(file));
        });
    }

    private static Part idx(Path file, byte[] bytes) {
        requireBytes(file, bytes, IDX_HEADER);
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int count = header.getInt(4);
        int height = header.getInt(8);
        int width = header.getInt(12);
        if (count < 1 || height < 1 || width < 1 || (long) height * width > MAX_BYTES) {
            throw refused(file, "it announces " + count + " images of " + height + "x" + width, null);
        }
        int size = height * width;
        requireBytes(file, bytes, IDX_HEADER + (long) count * size);
        return pixels(file, count, Shape.of(1, height, width), bytes, IDX_HEADER, size);
    }

    private static Part cifar(Path file, byte[] bytes) {
        int count = bytes.length / CIFAR_RECORD;
        if (count < 1 || bytes.length % CIFAR_RECORD != 0) {
            throw refused(
                    file,
                    "it is truncated: " + bytes.length + " bytes are not a multiple of the " + CIFAR_RECORD
                            + " of a CIFAR-10 image",
                    null);
        }
        return pixels(file, count, CIFAR_IMAGE, bytes, 1, CIFAR_RECORD);
    }

    private static Part pixels(Path file, int count, Shape shape, byte[] bytes, int first, int step) {
        return new Part(count, index -> {
            int from = first + index * step;
            return new PixelSample(
                    file + "#" + index, shape, Arrays.copyOfRange(bytes, from, from + shape.elementCount()));
        });
    }

    private static Part array(Path file, byte[] bytes) {
        NpyArray array;
        try {
            array = Npy.read(bytes);
        } catch (NpyFormatException e) {
            throw refused(file, e.getMessage() == null ? "it is malformed" : e.getMessage(), e);
        }
        Shape shape = array.shape();
        if (shape.rank() == 3) {
            return new Part(1, index -> new EncodedSample(file.toString(), contentType(file), () -> bytes));
        }
        if (shape.elementCount() == 0) {
            throw refused(file, "it has shape " + shape + " and so holds no samples", null);
        }
        if (shape.rank() != 4) {
            throw refused(file, "it has shape " + shape + ", not [N, C, H, W]", null);
        }
        if (array.type() == NpyType.UINT8) {
            int channels = shape.dimension(1);
            if (channels != 1 && channels != 3) {
                throw refused(file, "pixels have shape [N, 1, H, W] or [N, 3, H, W], not " + shape, null);
            }
            int size = shape.inner().elementCount();
            return pixels(file, shape.dimension(0), shape.inner(), bytes, bytes.length - shape.elementCount(), size);
        }
        return new Part(
                shape.dimension(0),
                index -> new EncodedSample(
                        file + "#" + index,
                        contentType(file),
                        () -> Npy.write(array.slice(index).tensor())));
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            InputStream content = gzip ? new GZIPInputStream(in, 1 << 16) : in;
            long allowance = gzip ? UNPACKED + UNPACKED_TIMES * Files.size(file) : MAX_BYTES;
            int limit = (int) Math.min(allowance, MAX_BYTES);
            byte[] bytes = content.readNBytes(limit);
            if (bytes.length == limit) {
                throw refused(
                        file,
                        limit == MAX_BYTES
                                ? "it has 2 GiB or more; split it"
                                : "it unpacks to " + limit + " bytes or more: more than " + UNPACKED_TIMES
                                        + " times its size is refused",
                        null);
            }
            if (bytes.length == 0) {
                throw refused(file, "it is empty", null);
            }
            return bytes;
        } catch (IOException e) {
            throw refused(file, "it is truncated or cannot be read: " + e.getMessage(), e);
        }
    }

    private static void requireBytes(Path file, byte[] bytes, long needed) {
        if (bytes.length < needed) {
            throw refused(file, "it is truncated: it has " + bytes.length + " of " + needed + " bytes", null);
        }
    }

    private static String contentType(Path file) {
        String name = name(file);
        if (name.endsWith(".npy")) {
            return EncodedSample.ARRAY;
        }
        return name.endsWith(".png") ? "image/png" : "image/jpeg";
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    }

    private static DatasetException refused(Path path, String reason, @Nullable Throwable cause) {
        return new DatasetException("data " + path + ": " + reason, cause);
    }
}
