/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.onnx.OnnxSeeds;
import io.patternstream.patterns.PatternFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;

/** Small files of every kind that is read; what the fuzzer changes. */
final class Seeds {
    static final LayerWeights HIDDEN = layer("block/fc", true, 4, 3);
    static final LayerWeights OUT = layer("out", false, 2, 4);
    static final ModelDescription MODEL =
            new ModelDescription("small", "0f".repeat(32), Shape.of(3, 1, 1), 2, Head.NONE, List.of());

    private Seeds() {}

    static List<byte[]> arrays() {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Npy.write(Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6)));
        seeds.add(Npy.write(Shape.of(4), new double[4]));
        seeds.add(Npy.write(Tensor.of(Shape.of(), 7)));
        for (String descr : List.of("|u1", "<i4", "<i8", "<f8")) {
            int width = descr.charAt(2) - '0';
            seeds.add(array("{'descr': '" + descr + "', 'fortran_order': False, 'shape': (1, 3, 2, 2), }", 12 * width));
        }
        return seeds;
    }

    static List<byte[]> patterns() {
        List<LayerPattern> patterns = new ArrayList<>();
        for (LayerWeights layer : List.of(HIDDEN, OUT)) {
            for (Regime regime : List.of(Regime.LINEAR, Regime.POSITIVE)) {
                double[] values = new double[layer.weights().shape().elementCount()];
                values[0] = 0.5;
                patterns.add(
                        new LayerPattern(layer.id(), regime, layer.weights().shape(), values, List.of(1)));
            }
        }
        PatternSnapshot.Provenance provenance = new PatternSnapshot.Provenance(
                MODEL.sha256(), List.of("linear", "relu"), 130, Map.of("training/0", 130L), Instant.EPOCH);
        PatternSnapshot snapshot = new PatternSnapshot(new SnapshotId("seed"), provenance, patterns);
        byte[] bare = zip(Map.of("out/linear.npy", Npy.write(Shape.of(2, 4), new double[8])));
        return List.of(PatternFile.write(snapshot, List.of(HIDDEN, OUT)), bare);
    }

    static List<byte[]> onnx() {
        List<byte[]> seeds = new ArrayList<>(OnnxSeeds.all());
        return seeds;
    }

    /** Files of real Keras, the fixtures of the reader's own tests. */
    static List<byte[]> keras() {
        Path fixtures = Path.of("..", "module-engine-dl4j", "src", "test", "resources", "keras");
        return Stream.of("plain-k2.h5", "residual-k3.h5", "separable-k2.h5", "shared-k3.keras")
                .map(fixtures::resolve)
                .map(Seeds::bytes)
                .toList();
    }

    static List<byte[]> dl4j() {
        return List.of(
                saved(branching()),
                saved(new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .convolutionMode(ConvolutionMode.Same)
                        .list()
                        .layer(convolution())
                        .layer(new BatchNormalization())
                        .layer(new SubsamplingLayer.Builder()
                                .kernelSize(2, 2)
                                .stride(2, 2)
                                .build())
                        .layer(new DenseLayer.Builder()
                                .nOut(3)
                                .activation(Activation.RELU)
                                .build())
                        .layer(new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .setInputType(InputType.convolutionalFlat(4, 4, 1))),
                saved(new NeuralNetConfiguration.Builder()
                        .seed(1)
                        .list()
                        .layer(new DenseLayer.Builder().nIn(3).nOut(2).build())
                        .layer(new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build())
                        .setInputType(InputType.feedForward(3))));
    }

    static List<byte[]> images() {
        List<byte[]> seeds = new ArrayList<>(arrays());
        for (int type : new int[] {
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_USHORT_GRAY
        }) {
            seeds.add(image(type, "png"));
        }
        seeds.add(image(BufferedImage.TYPE_INT_RGB, "jpg"));
        seeds.add(image(BufferedImage.TYPE_BYTE_GRAY, "jpg"));
        return seeds;
    }

    static List<byte[]> datasets() {
        byte[] idx = ByteBuffer.allocate(16 + 3 * 20)
                .putInt(0x803)
                .putInt(3)
                .putInt(4)
                .putInt(5)
                .array();
        List<byte[]> seeds = new ArrayList<>(List.of(idx, gzip(idx), new byte[2 * 3073]));
        seeds.add(array("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 1, 3, 3), }", 18));
        seeds.add(array("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1, 3, 3), }", 72));
        seeds.add(image(BufferedImage.TYPE_INT_RGB, "png"));
        return seeds;
    }

    private static LayerWeights layer(String name, boolean inputFirst, int neurons, int inputs) {
        Tensor weights = Tensor.wrap(Shape.of(neurons, inputs), new float[neurons * inputs]);
        return new LayerWeights(new LayerId(name), weights, inputFirst, Regime.POSITIVE);
    }

    private static byte[] array(String header, int bytes) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length + bytes)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0})
                .put(text)
                .array();
    }

    private static byte[] image(int type, String format) {
        BufferedImage image = new BufferedImage(9, 7, type);
        for (int i = 0; i < 63; i++) {
            image.setRGB(i % 9, i / 9, 0xff000000 | i * 0x040301);
        }
        return written(out -> ImageIO.write(image, format, out));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] gzip(byte[] bytes) {
        return written(out -> {
            try (GZIPOutputStream zipped = new GZIPOutputStream(out)) {
                zipped.write(bytes);
            }
        });
    }

    private static byte[] zip(Map<String, byte[]> entries) {
        return written(out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    zip.putNextEntry(new ZipEntry(entry.getKey()));
                    zip.write(entry.getValue());
                }
            }
        });
    }

    /** Two branches that are added and joined with a third. */
    private static ComputationGraph branching() {
        return new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .convolutionMode(ConvolutionMode.Same)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(4, 4, 1))
                .addLayer("left", convolution(), "in")
                .addLayer("right", convolution(), "in")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
                .addVertex("both", new MergeVertex(), "sum", "right")
                .addLayer("mean", new GlobalPoolingLayer(PoolingType.AVG), "both")
                .addLayer(
                        "out",
                        new OutputLayer.Builder()
                                .nOut(2)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "mean")
                .setOutputs("out")
                .build());
    }

    private static ConvolutionLayer convolution() {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(2)
                .activation(Activation.RELU)
                .build();
    }

    private static byte[] saved(NeuralNetConfiguration.ListBuilder layers) {
        return saved(new MultiLayerNetwork(layers.build()));
    }

    private static byte[] saved(Model network) {
        network.init();
        return written(out -> {
            Path file = Files.createTempFile("seed", ".zip");
            ModelSerializer.writeModel(network, file.toFile(), false);
            Files.copy(file, out);
            Files.delete(file);
        });
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }
}
