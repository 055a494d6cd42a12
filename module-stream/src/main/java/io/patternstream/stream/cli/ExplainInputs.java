/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.image.ImageDecoder;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyFormatException;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples to explain, in the order of the files.
 *
 * @param samples preprocessed, each {@code [C, H, W]}
 */
record ExplainInputs(List<Sample> samples) {

    /** One sample and where it came from. */
    record Sample(String name, Tensor values) {}

    /** Reads {@code .npy} arrays ({@code [N, C, H, W]} or {@code [C, H, W]}, taken as preprocessed) and images. */
    static ExplainInputs read(List<Path> files, ImageDecoder decoder, Shape input) {
        List<Sample> samples = new ArrayList<>();
        for (Path file : files) {
            byte[] bytes = bytes(file);
            if (file.toString().endsWith(".npy")) {
                addArray(file, bytes, input, samples);
            } else {
                samples.add(new Sample(file.toString(), decode(file, bytes, decoder)));
            }
        }
        return new ExplainInputs(samples);
    }

    /** Samples {@code from} to {@code to}, exclusive, as one batch {@code [N, C, H, W]}. */
    Tensor batch(int from, int to) {
        return Tensor.stack(
                samples.subList(from, to).stream().map(Sample::values).toList());
    }

    private static void addArray(Path file, byte[] bytes, Shape input, List<Sample> samples) {
        Tensor array;
        try {
            array = Npy.read(bytes).tensor();
        } catch (NpyFormatException e) {
            throw new CommandException(file + ": " + e.getMessage(), e);
        }
        Shape shape = array.shape();
        if (shape.equals(input)) {
            samples.add(new Sample(file.toString(), array));
        } else if (shape.rank() == input.rank() + 1 && shape.inner().equals(input)) {
            for (int i = 0; i < shape.dimension(0); i++) {
                samples.add(new Sample(file + "[" + i + "]", array.slice(i)));
            }
        } else {
            throw new CommandException(
                    file + ": array has shape " + shape + ", but the model needs samples of shape " + input);
        }
    }

    private static Tensor decode(Path file, byte[] bytes, ImageDecoder decoder) {
        try {
            return decoder.decode(bytes, null);
        } catch (ExplainException e) {
            throw new ExplainException(e.type(), file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
