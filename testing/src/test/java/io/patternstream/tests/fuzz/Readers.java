/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.NpyFormatException;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.dl4j.Dl4jModelReader;
import io.patternstream.engine.keras.KerasModelReader;
import io.patternstream.engine.onnx.OnnxModelReader;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.spi.ModelReader;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternFormatException;
import io.patternstream.patterns.PatternListing;
import io.patternstream.patterns.PatternMismatchException;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import io.patternstream.stream.dataset.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Every reader of files that come from elsewhere, with what it may do. SECURITY.md states the same limits. */
final class Readers {
    private static final int KIB = 1024;
    /** 40 times what an archive may unpack to, which is 50 times the file and 256 KiB; JSON as a tree needs as much. */
    private static final Reader.Bound UNPACKED = new Reader.Bound(50 * 40, 256 * 40 * KIB);

    /** Beside what is unpacked, models may repeat and rearrange 2^22 values, and some more for each byte of the file. */
    private static final Reader.Bound ARCHIVED_MODEL = new Reader.Bound(50 * 40, 96 * 1024 * KIB);

    private static final Shape IMAGE = Shape.of(3, 8, 8);
    private static final DecodeLimits LIMITS = new DecodeLimits(1 << 20, 1 << 16);

    private final Path folder;

    Readers(Path folder) {
        this.folder = folder;
    }

    List<Reader> all() {
        return List.of(arrays(), patterns(), listings(), onnx(), dl4j(), keras(), images(), datasets());
    }

    private Reader arrays() {
        return new Reader(
                "npy",
                20,
                Seeds.arrays(),
                new NpyMutator(),
                file -> {
                    NpyArray array = Npy.read(file);
                    double[] doubles = array.doubles();
                    Tensor tensor = array.tensor();
                    return () -> {
                        assertThat(doubles).hasSize(array.shape().elementCount());
                        assertThat(tensor.values().remaining()).isEqualTo(doubles.length);
                        return array.type() + " of rank " + array.shape().rank();
                    };
                },
                Set.of(NpyFormatException.class),
                new Reader.Bound(32, 64 * KIB));
    }

    private Reader patterns() {
        return new Reader(
                "npz for a model",
                10,
                Seeds.patterns(),
                new ZipMutator(Readers::content),
                file -> {
                    PatternSnapshot snapshot = PatternFile.read(file, Seeds.MODEL, List.of(Seeds.HIDDEN, Seeds.OUT));
                    return () -> {
                        snapshot.patterns().forEach(pattern -> assertThat(pattern.layer())
                                .isIn(Seeds.HIDDEN.id(), Seeds.OUT.id()));
                        return snapshot.patterns().size() + " patterns";
                    };
                },
                Set.of(PatternFormatException.class, PatternMismatchException.class),
                UNPACKED);
    }

    private Reader listings() {
        return new Reader(
                "npz listing",
                10,
                Seeds.patterns(),
                new ZipMutator(Readers::content),
                file -> {
                    PatternListing listing = PatternFile.inspect(written(file, "listed.npz"));
                    return () -> {
                        assertThat(listing.arrays()).isNotEmpty();
                        return listing.arrays().size() + " arrays";
                    };
                },
                Set.of(PatternFormatException.class),
                UNPACKED);
    }

    private Reader onnx() {
        return new Reader(
                "onnx",
                30,
                Seeds.onnx(),
                new OnnxMutator(),
                file -> read(new OnnxModelReader(), written(file, "model.onnx")),
                Set.of(ModelFormatException.class),
                new Reader.Bound(1024, 96 * 1024 * KIB));
    }

    private Reader dl4j() {
        return new Reader(
                "dl4j",
                5,
                Seeds.dl4j(),
                new ZipMutator(Readers::content),
                file -> read(new Dl4jModelReader(), written(file, "model.zip")),
                Set.of(ModelFormatException.class),
                ARCHIVED_MODEL);
    }

    private Reader keras() {
        return new Reader(
                "keras",
                5,
                Seeds.keras(),
                kerasMutator(),
                file -> read(new KerasModelReader(), written(file, isZip(file) ? "model.keras" : "model.h5")),
                Set.of(ModelFormatException.class),
                ARCHIVED_MODEL);
    }

    private Reader images() {
        ImageIoDecoder decoder = ImageIoDecoder.create(Preprocessing.preset("unit"), IMAGE, LIMITS);
        return new Reader(
                "image",
                10,
                Seeds.images(),
                new ImageMutator(),
                file -> {
                    Tensor image = decoder.decode(file, null);
                    return () -> {
                        assertThat(image.shape()).isEqualTo(IMAGE);
                        return "image";
                    };
                },
                Set.of(ExplainException.class),
                new Reader.Bound(32, 16 * LIMITS.maxPixels() + 512 * KIB));
    }

    private Reader datasets() {
        return new Reader(
                "dataset",
                10,
                Seeds.datasets(),
                new ImageMutator(),
                file -> {
                    Dataset dataset = Dataset.open(List.of(written(file, "data.bin")));
                    return () -> batches(dataset);
                },
                Set.of(DatasetException.class),
                new Reader.Bound(64 * 50, 512 * KIB));
    }

    private static String batches(Dataset dataset) {
        Batches batches = Batches.create(dataset, Preprocessing.preset("unit"), IMAGE, 2);
        for (int left = 3; left > 0 && batches.hasNext(); left--) {
            assertThat(batches.next().shape().inner()).isEqualTo(IMAGE);
        }
        return "images";
    }

    private static Reader.Use read(ModelReader reader, Path file) {
        return new LoadedNetwork(reader.read(file));
    }

    private static Mutator kerasMutator() {
        Mutator archive = new ZipMutator(Readers::content);
        Mutator hdf5 = new Hdf5Mutator();
        return (input, other, random) -> (isZip(input) ? archive : hdf5).mutate(input, other, random);
    }

    private static boolean isZip(byte[] file) {
        return file.length > 0 && file[0] == 'P';
    }

    private Path written(byte[] file, String name) throws Exception {
        return Files.write(folder.resolve(name), file);
    }

    private static Mutator content(String name) {
        if (name.endsWith(".json")) {
            return new TextMutator();
        }
        if (name.endsWith(".h5")) {
            return new Hdf5Mutator();
        }
        return name.endsWith(".npy") ? new NpyMutator() : new ByteMutator();
    }
}
