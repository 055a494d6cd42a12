/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.engine.spi.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that would harm a reader that trusts them; each is the bundled model with one change. */
class HostileZipTest {
    private static final Path MODEL = Path.of("..", "demo", "fashion-mnist-cnn.zip");

    @TempDir
    private Path folder;

    @Test
    void readsTheModelItselfWhenNothingIsChanged() {
        assertThat(new Dl4jModelReader().read(changed(entries -> {})).nodes()).isNotEmpty();
    }

    @Test
    void neverDeserialisesAPreprocessor() {
        // Given
        Tripwire.sprung = false;

        // When // Then
        assertRefused(
                entries -> entries.put("preprocessor.bin", serialised(new Tripwire())), "entry 'preprocessor.bin'");
        assertRefused(entries -> entries.put("normalizer.bin", serialised(new Tripwire())), "entry 'normalizer.bin'");
        assertThat(Tripwire.sprung).isFalse();
    }

    @Test
    void ignoresUpdaterStateWithoutReadingIt() {
        assertThat(new Dl4jModelReader()
                        .read(changed(entries -> entries.put("updaterState.bin", new byte[] {1})))
                        .nodes())
                .isNotEmpty();
    }

    @Test
    void refusesClassesThatAreNotOnTheList() {
        assertRefused(
                json("org.nd4j.linalg.activations.impl.ActivationReLU", "javax.swing.JEditorPane"),
                "names the class 'javax.swing.JEditorPane', which is not allowed");
        assertRefused(
                json("org.nd4j.linalg.lossfunctions.impl.LossMCXENT", "org.nd4j.linalg.lossfunctions.SameDiffLoss"),
                "names the class 'org.nd4j.linalg.lossfunctions.SameDiffLoss', which is not allowed");
    }

    @Test
    void refusesAClassHiddenBehindASecondOne() {
        String good = "\"@class\" : \"org.nd4j.linalg.activations.impl.ActivationReLU\"";
        assertRefused(json(good, "\"@class\" : \"javax.swing.JEditorPane\", " + good), "Duplicate field '@class'");
    }

    @Test
    void namesTheLayerThatIsNotSupported() {
        assertRefused(
                json("org.deeplearning4j.nn.conf.layers.DenseLayer", "org.deeplearning4j.nn.conf.layers.LSTM"),
                "layer 'dense1' is of type 'LSTM', which is not supported");
    }

    @Test
    void namesTheLayerWhoseActivationIsNotSupported() {
        assertRefused(
                json("ActivationReLU", "ActivationCube"),
                "layer 'conv1' (ConvolutionLayer): activation cube is not supported");
    }

    @Test
    void refusesImpossibleWindows() {
        assertRefused(json("\"stride\" : [ 1, 1 ]", "\"stride\" : [ 0, 0 ]"), "a window has the extents [0, 0]");
        assertRefused(
                json("\"stride\" : [ 1, 1 ]", "\"stride\" : [ 99999, 1 ]"), "a window has the extents [99999, 1]");
    }

    @Test
    void refusesDeepNesting() {
        String nested = "[".repeat(50_000) + "]".repeat(50_000);
        assertRefused(entries -> entries.put("configuration.json", bytes(nested)), "nested deeper than 64");
    }

    @Test
    void refusesAConfigurationThatIsNotOne() {
        assertRefused(entries -> entries.put("configuration.json", bytes("{")), "not valid JSON");
        assertRefused(entries -> entries.put("configuration.json", bytes("{\"a\":1}")), "has no layers");
        assertRefused(entries -> entries.put("configuration.json", bytes("{\"vertices\":{}}")), "has no layers");
        assertRefused(entries -> entries.remove("configuration.json"), "has no entry 'configuration.json'");
    }

    @Test
    void refusesCoefficientsThatAreCutOrLie() {
        assertRefused(
                entries -> entries.compute("coefficients.bin", (name, all) -> Arrays.copyOf(all, all.length - 5)),
                "truncated or damaged");
        assertRefused(entries -> entries.put("coefficients.bin", new byte[3]), "coefficients are truncated or damaged");
        assertRefused(
                entries -> entries.compute("coefficients.bin", HostileZipTest::claimMore), "truncated or damaged");
    }

    @Test
    void refusesCoefficientsOfAnotherNetwork() {
        assertRefused(
                json("\"nout\" : 96", "\"nout\" : 95"),
                "layer 'logits' (OutputLayer): node 'logits' (Dense) cannot take input [[95]]: needs a vector of 96");
    }

    @Test
    void refusesEntriesThatUnpackToManyTimesTheFile() {
        assertRefused(
                entries -> entries.put("configuration.json", new byte[1 << 25]),
                "entry 'configuration.json' is larger than");
    }

    @Test
    void refusesATruncatedZip() throws IOException {
        byte[] whole = Files.readAllBytes(MODEL);
        Path half = Files.write(folder.resolve("half.zip"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> new Dl4jModelReader().read(half))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("half.zip: is not a readable zip");
    }

    @Test
    void recognisesZipsByContentAndName() {
        Dl4jModelReader reader = new Dl4jModelReader();
        byte[] zip = {'P', 'K', 3, 4, 0};
        assertThat(reader.recognises(Path.of("A.ZIP"), zip)).isTrue();
        assertThat(reader.recognises(Path.of("a.npz"), zip)).isFalse();
        assertThat(reader.recognises(Path.of("a.zip"), new byte[] {'P', 'K'})).isFalse();
    }

    private void assertRefused(Consumer<Map<String, byte[]>> change, String message) {
        Path file = changed(change);
        assertThatThrownBy(() -> new Dl4jModelReader().read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    private Path changed(Consumer<Map<String, byte[]>> change) {
        Map<String, byte[]> entries = new HashMap<>();
        Path file = folder.resolve("changed.zip");
        try (ZipFile zip = new ZipFile(MODEL.toFile())) {
            for (String name : new String[] {"configuration.json", "coefficients.bin"}) {
                entries.put(name, zip.getInputStream(zip.getEntry(name)).readAllBytes());
            }
            change.accept(entries);
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
                for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                    out.putNextEntry(new ZipEntry(entry.getKey()));
                    out.write(entry.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static Consumer<Map<String, byte[]>> json(String from, String to) {
        return entries -> entries.compute("configuration.json", (name, text) -> {
            String changed = new String(text, StandardCharsets.UTF_8).replace(from, to);
            assertThat(changed).contains(to);
            return bytes(changed);
        });
    }

    /** Sets the top byte of the value count, behind the shape buffer. */
    private static byte[] claimMore(String name, byte[] all) {
        String text = new String(all, StandardCharsets.ISO_8859_1);
        int type = text.indexOf("FLOAT");
        all[type - 2 - Long.BYTES] = 0x7f;
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] serialised(Serializable object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Notices when it is deserialised. */
    private static final class Tripwire implements Serializable {
        private static final long serialVersionUID = 1;
        private static boolean sprung;

        private Object readResolve() {
            sprung = true;
            return this;
        }
    }
}
