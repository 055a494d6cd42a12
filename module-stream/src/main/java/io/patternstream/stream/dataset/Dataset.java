/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * A set of images with random access. Thread-safe.
 *
 * <p>Kinds: {@code .npy} (float as preprocessed, unsigned bytes as pixels, {@code [N, C, H, W]}), folders of PNG, JPEG and
 * {@code .npy} files (with their subfolders, in the order of their names), IDX images, CIFAR-10 binary batches, single images;
 * IDX and CIFAR-10 also with gzip. Files that hold many images are read into memory when the set is opened, those of a
 * folder one by one when they are asked for.
 */
public final class Dataset {
    private final List<Part> parts;
    private final int size;

    private Dataset(List<Part> parts) {
        this.parts = parts;
        this.size = parts.stream().mapToInt(Part::size).reduce(0, Math::addExact);
    }

    /**
     * The images of one file or folder.
     *
     * @param size how many
     * @param samples by position
     */
    record Part(int size, IntFunction<ImageSample> samples) {}

    /**
     * Opens files and folders, one after the other.
     *
     * @param paths at least one; {@code FILE#3} or {@code FILE#0-7} selects some of its images, counted from 0
     * @return their images
     * @throws DatasetException if one is missing, truncated, empty, or of a kind that is not read
     */
    public static Dataset open(List<Path> paths) {
        List<Part> parts = new ArrayList<>();
        for (Path path : paths) {
            parts.add(Selection.read(path));
        }
        return new Dataset(List.copyOf(parts));
    }

    /**
     * Takes some of the images.
     *
     * @param positions which, from 0
     * @return a set of these, in this order
     */
    public Dataset some(List<Integer> positions) {
        List<Integer> taken = List.copyOf(positions);
        return new Dataset(List.of(new Part(taken.size(), index -> sample(taken.get(index)))));
    }

    /** {@return number of images} */
    public int size() {
        return size;
    }

    /**
     * Returns one image.
     *
     * @param index from 0
     * @return the image
     */
    public ImageSample sample(int index) {
        int position = index;
        for (Part part : parts) {
            if (position < part.size) {
                return part.samples.apply(position);
            }
            position -= part.size;
        }
        throw new IndexOutOfBoundsException("image " + index + " of " + size);
    }

    /**
     * Returns the shape of the first image where it is an array, which is not resized.
     *
     * @return {@code [C, H, W]}; empty where it is a picture or an array of other rank
     * @throws DatasetException if its file cannot be read
     */
    public Optional<Shape> arrayShape() {
        ImageSample first = sample(0);
        if (!EncodedSample.ARRAY.equals(first.contentType())) {
            return Optional.empty();
        }
        Shape shape = Npy.read(first.bytes()).shape();
        return Optional.of(shape.rank() == 4 ? shape.inner() : shape).filter(image -> image.rank() == 3);
    }
}
