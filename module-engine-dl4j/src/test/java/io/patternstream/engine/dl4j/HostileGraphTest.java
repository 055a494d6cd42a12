/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.engine.spi.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ComputationGraphs that would harm a reader that trusts them; each is a small honest one with one change. */
class HostileGraphTest {
    @TempDir
    private Path folder;

    private String configuration = "";
    private byte[] coefficients = {};

    @BeforeEach
    void saveAnHonestGraph() throws IOException {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(6, 6, 2))
                .addLayer("pad", new ZeroPaddingLayer(1, 1), "image")
                .addLayer("conv", new ConvolutionLayer.Builder(3, 3).nOut(2).build(), "pad")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "conv", "image")
                .addLayer("out", new OutputLayer.Builder().nOut(3).build(), "add")
                .setOutputs("out")
                .build());
        graph.init();
        Path file = folder.resolve("honest.zip");
        ModelSerializer.writeModel(graph, file.toFile(), false);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            configuration = new String(
                    zip.getInputStream(zip.getEntry("configuration.json")).readAllBytes(), StandardCharsets.UTF_8);
            coefficients = zip.getInputStream(zip.getEntry("coefficients.bin")).readAllBytes();
        }
    }

    @Test
    void readsTheGraphItselfWhenNothingIsChanged() throws IOException {
        assertThat(new Dl4jModelReader()
                        .read(zipped(configuration, coefficients))
                        .nodes())
                .hasSizeGreaterThan(5);
    }

    @Test
    void refusesVerticesAndLayersThatAreNotOnTheList() {
        assertRefused(
                replaced("conf.graph.ElementWiseVertex", "conf.graph.L2Vertex"),
                "vertex 'add' is of type 'L2Vertex', which is not supported");
        assertRefused(
                replaced("conf.layers.ZeroPaddingLayer", "conf.layers.samediff.SameDiffLambdaLayer"),
                "layer 'pad' is of type 'SameDiffLambdaLayer', which is not supported");
        assertRefused(
                replaced("org.deeplearning4j.nn.conf.graph.ElementWiseVertex", "javax.swing.JEditorPane"),
                "vertex 'add' is of type 'JEditorPane', which is not supported");
    }

    @Test
    void refusesCycles() {
        assertRefused(replaced("\"pad\" : [ \"image\" ]", "\"pad\" : [ \"add\" ]"), "the graph has a cycle");
    }

    @Test
    void refusesInputsThatDoNotExist() {
        assertRefused(
                replaced("\"pad\" : [ \"image\" ]", "\"pad\" : [ \"nowhere\" ]"),
                "'pad' reads [nowhere], not all of which");
        assertRefused(replaced("\"pad\" : [ \"image\" ]", "\"pad\" : [ ]"), "'pad' reads []");
    }

    @Test
    void refusesAnOrderThatLeavesVerticesOut() {
        assertRefused(replaced("\"conv\", \"add\", \"out\" ]", "\"add\", \"out\" ]"), "does not say the order");
        assertRefused(
                replaced("\"conv\", \"add\", \"out\" ]", "\"add\", \"conv\", \"out\" ]"), "the graph has a cycle");
        assertRefused(
                replaced("\"conv\", \"add\", \"out\" ]", "\"conv\", \"conv\", \"add\", \"out\" ]"),
                "two layers of the name 'conv'");
    }

    @Test
    void refusesSeveralInputsAndOutputsAndMissingOnes() {
        assertRefused(
                replaced("\"networkInputs\" : [ \"image\" ]", "\"networkInputs\" : [ \"image\", \"b\" ]"), "inputs");
        assertRefused(replaced("\"networkOutputs\" : [ \"out\" ]", "\"networkOutputs\" : [ ]"), "outputs");
        assertRefused(
                replaced("\"networkOutputs\" : [ \"out\" ]", "\"networkOutputs\" : [ \"elsewhere\" ]"),
                "'out' leads to no output");
    }

    @Test
    void refusesPaddingThatWouldFillTheMemory() {
        assertRefused(
                replaced("\"padding\" : [ 1, 1, 1, 1 ]", "\"padding\" : [ 32767, 32767, 1, 1 ]"), "of its images");
        assertRefused(
                replaced("\"padding\" : [ 1, 1, 1, 1 ]", "\"padding\" : [ 2147483647, 1, 1, 1 ]"), "of its images");
        assertRefused(replaced("\"padding\" : [ 1, 1, 1, 1 ]", "\"padding\" : [ 1 ]"), "its configuration is damaged");
    }

    @Test
    void refusesLayersThatNeedMoreParametersThanThereAre() {
        assertRefused(
                replaced("\"nout\" : 2", "\"nout\" : 2000000000"),
                "layer 'conv' (ConvolutionLayer): needs parameters of shape");
    }

    @Test
    void refusesParametersThatNoLayerNeeds() throws IOException {
        byte[] longer = Arrays.copyOf(coefficients, coefficients.length + 4);
        assertRefused(zipped(configuration, longer), "more than its layers need");
    }

    @Test
    void refusesACountOfParametersThatTheFileCannotHold() throws IOException {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF("LONG_SHAPE");
        out.writeLong(4);
        out.writeUTF("LONG");
        out.write(new byte[4 * Long.BYTES]);
        out.writeUTF("LONG_SHAPE");
        out.writeLong(1L << 40);
        out.writeUTF("FLOAT");

        // When // Then
        assertRefused(zipped(configuration, bytes.toByteArray()), "coefficients claim 1099511627776 values");
    }

    private Path replaced(String from, String to) {
        UnaryOperator<String> spaced = text -> text.replaceAll("\\s+", " ");
        String plain = spaced.apply(configuration);
        assertThat(plain).contains(from);
        try {
            return zipped(plain.replace(from, to), coefficients);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path zipped(String json, byte[] parameters) throws IOException {
        Path file = folder.resolve("changed.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.putNextEntry(new ZipEntry("configuration.json"));
            out.write(json.getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new ZipEntry("coefficients.bin"));
            out.write(parameters);
        }
        return file;
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> new Dl4jModelReader().read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }
}
