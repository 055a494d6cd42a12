/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras files that would harm a reader that trusts them, and files that are merely wrong: one clear line for each. */
class HostileKerasTest {
    private static final Path HONEST = KerasFixture.FOLDER.resolve("plain-k3.h5");
    private static final int MUTATIONS = 300;

    @TempDir
    private Path folder;

    @Test
    void readsTheSmallModelThatTheOthersAreMadeOf() throws IOException {
        assertThat(new KerasModelReader()
                        .read(model(chain(dense("d", 2)), weights()))
                        .outputShape())
                .isEqualTo(Shape.of(2));
    }

    @Test
    void neverRunsCode() throws IOException {
        assertRefused(
                model(chain(layer("Lambda", "l", "\"function\": [\"4wEAAA==\", null, null]")), Map.of()),
                "layer 'l' (Lambda): this type of layer is not supported: it is code");
        assertRefused(
                model(chain(layer("MyLayer", "m", "\"x\": 1")), Map.of()),
                "layer 'm' (MyLayer): this type of layer is not supported");
        assertRefused(
                model(
                        chain(layer(
                                "Activation", "a", "\"activation\": {\"class_name\": \"Custom>f\", \"config\": {}}")),
                        Map.of()),
                "layer 'a' (Activation): the activation \"Custom>f\" is not one of Keras's functions");
    }

    @Test
    void namesMissingAndMisshapenWeights() throws IOException {
        assertRefused(
                model(chain(dense("d", 2)), Map.of()), "layer 'd' (Dense): the file has no weight 'kernel' for it");
        assertRefused(
                model(chain(dense("d", 2)), Map.of("d/d/kernel", new float[5][2], "d/d/bias", new float[2])),
                "layer 'd' (Dense): node 'd' (Dense) cannot take input [[3]]: needs a vector of 5");
        assertRefused(
                model(chain(dense("d", 2)), Map.of("d/d/kernel", new float[3][2], "d/d/bias", new float[4])),
                "do not fit");
        assertRefused(
                model(chain(dense("d", 2)), Map.of("d/d/kernel", new float[6], "d/d/bias", new float[2])),
                "has a weight of shape [6], needs 2 axes");
        assertRefused(
                model(chain(dense("d", 2)), Map.of("d/d/kernel", new int[3][2], "d/d/bias", new float[2])),
                "only floating-point numbers are weights");
    }

    @Test
    void refusesCyclesAndTensorsThatNothingComputes() throws IOException {
        assertRefused(model(functional("\"b\"", "\"a\"", "b"), Map.of()), "the layer 'b' depends on its own result");
        assertRefused(model(functional("\"nowhere\"", "\"a\"", "b"), Map.of()), "reads call 0 of the layer 'nowhere'");
        assertRefused(model(functional("\"image\"", "\"a\"", "x"), Map.of()), "reads call 0 of the layer 'x'");
        assertRefused(model(functional("7", "\"a\"", "b"), Map.of()), "is not the first result");
    }

    @Test
    void refusesDeepNestingAndBrokenJson() throws IOException {
        assertRefused(model("[".repeat(10_000) + "]".repeat(10_000), Map.of()), "nested deeper than 64");
        assertRefused(model("{\"class_name\": ", Map.of()), "not valid JSON");
        assertRefused(model("{\"class_name\": \"a\", \"class_name\": \"Sequential\"}", Map.of()), "Duplicate field");
        assertRefused(model("{\"class_name\": \"Subclassed\"}", Map.of()), "only sequential and functional models");
        assertRefused(model("{\"class_name\": \"Sequential\"}", Map.of()), "lists no layers");
    }

    @Test
    void refusesLayersThatWouldFillTheMemory() throws IOException {
        String up = layer("UpSampling1D", "up", "\"size\": 30000");
        assertRefused(model(sequence(up, up.replace("\"up\"", "\"up2\"")), Map.of()), "layer 'up2' (UpSampling1D)");
        assertRefused(
                model(sequence(layer("ZeroPadding1D", "pad", "\"padding\": [2000000000, 1]")), Map.of()),
                "layer 'pad' (ZeroPadding1D): padding = 2000000000 must be whole, 0 to 32767");
        assertRefused(
                model(
                        "{\"class_name\": \"Sequential\", \"config\": {\"layers\": ["
                                + "{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"i\", \"batch_shape\":"
                                + " [null, 30000, 30000, 3]}}]}}",
                        Map.of()),
                "has more than 33554432 values");
    }

    @Test
    void refusesModelsThatUnfoldWithoutEnd() throws IOException {
        // Given a model of ten models inside each other, each of which calls the next twenty times
        String model = layer("Flatten", "leaf", "\"x\": 0");
        for (int depth = 0; depth < 10; depth++) {
            StringBuilder nodes = new StringBuilder();
            for (int call = 0; call < 20; call++) {
                String from = call == 0 ? "\"in\", 0" : "\"inner\", " + (call - 1);
                nodes.append(call == 0 ? "" : ",").append("[[").append(from).append(", 0, {}]]");
            }
            String inner = model.replace("\"name\": \"leaf\"", "\"name\": \"inner\"");
            inner = inner.substring(0, inner.length() - 1) + ", \"inbound_nodes\": [" + nodes + "]}";
            model = layer(
                    "Functional",
                    "leaf",
                    "\"layers\": [{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"in\", \"batch_shape\": [null, 3]},"
                            + " \"inbound_nodes\": []}, " + inner
                            + "], \"input_layers\": [[\"in\", 0, 0]], \"output_layers\": [[\"inner\", 19, 0]]");
        }
        String whole = model;

        // When // Then
        assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> assertRefused(model(whole, Map.of()), "more than 20000 calls"));
    }

    @Test
    void refusesLinks() {
        assertRefused(KerasFixture.FOLDER.resolve("links.h5"), "its entry 'kernel' is a link, which is not followed");
    }

    @Test
    void refusesGroupsThatContainThemselves() {
        assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> assertRefused(KerasFixture.FOLDER.resolve("loop.h5"), "nested deeper than 16 levels"));
    }

    @Test
    void refusesArraysThatClaimMoreThanTheFileHolds() throws IOException {
        // Given
        byte[] bytes = Files.readAllBytes(HONEST);
        ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int dimensions = find(file, 3, 2, 3, 4);

        // When
        file.putLong(dimensions, 1L << 20);

        // Then
        assertRefused(Files.write(folder.resolve("huge.h5"), bytes), "layer 'conv' (Conv2D)");
    }

    @Test
    void refusesFilesThatAreCutOrHoldOnlyWeights() throws IOException {
        byte[] bytes = Files.readAllBytes(HONEST);
        assertRefused(Files.write(folder.resolve("cut.h5"), Arrays.copyOf(bytes, 3000)), "damaged HDF5 file");
        Path weights = folder.resolve("weights.h5");
        try (WritableHdfFile file = HdfFile.write(weights)) {
            file.putDataset("kernel", new float[3]);
        }
        assertRefused(weights, "has no attribute 'model_config'");
    }

    @Test
    void refusesArchivesWithOtherEntriesOrWithout() throws IOException {
        assertRefused(archive(Map.of("model.weights.h5", "", "assets/x", "")), "holds the entry 'assets/x'");
        assertRefused(archive(Map.of("config.json", "{}", "metadata.json", "{}")), "has no entry 'model.weights.h5'");
        assertRefused(
                archive(Map.of("model.weights.h5", "x", "config.json", "{}", "metadata.json", "{}")),
                "damaged HDF5 file");
        assertRefused(
                archive(Map.of("model.weights.h5", "\0".repeat(8 << 20), "config.json", "{}", "metadata.json", "{}")),
                "entry 'model.weights.h5' is larger than");
        Path text = Files.writeString(folder.resolve("text.keras"), "PK but no zip");
        assertRefused(text, "is not a readable zip");
    }

    @Test
    void readsOrRefusesWhateverChangesInAFile() throws IOException {
        byte[] honest = Files.readAllBytes(HONEST);
        Path changed = folder.resolve("changed.h5");
        int refused = 0;
        for (int seed = 0; seed < MUTATIONS; seed++) {
            byte[] bytes = honest.clone();
            Random random = new Random(seed);
            for (int i = 0; i <= random.nextInt(4); i++) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
            }
            Files.write(changed, bytes);
            refused += assertTimeoutPreemptively(Duration.ofSeconds(60), () -> refuses(changed)) ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    private static boolean refuses(Path file) {
        try {
            new KerasModelReader().read(file);
            return false;
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageContaining(file.toString());
            return true;
        }
    }

    private Path model(String json, Map<String, Object> arrays) throws IOException {
        Path path = folder.resolve("model.h5");
        Files.deleteIfExists(path);
        try (WritableHdfFile file = HdfFile.write(path)) {
            file.putAttribute("model_config", json);
            file.putAttribute("keras_version", "3.15.1");
            Map<String, WritableGroup> groups = new LinkedHashMap<>();
            groups.put("", file.putGroup("model_weights"));
            arrays.forEach((name, values) -> {
                String[] steps = name.split("/");
                String at = "";
                WritableGroup group = file;
                for (int i = 0; i < steps.length; i++) {
                    WritableGroup outer = i == 0 ? groups.get("") : group;
                    if (i == steps.length - 1) {
                        outer.putDataset(steps[i], values);
                    } else {
                        at += "/" + steps[i];
                        String step = steps[i];
                        group = groups.computeIfAbsent(at, key -> outer.putGroup(step));
                    }
                }
            });
        }
        return path;
    }

    private Path archive(Map<String, String> entries) throws IOException {
        Path path = folder.resolve("model.keras");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return path;
    }

    private static Map<String, Object> weights() {
        return Map.of("d/d/kernel", new float[3][2], "d/d/bias", new float[2]);
    }

    private static String chain(String layer) {
        return "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\": [{\"class_name\":"
                + " \"InputLayer\", \"config\": {\"name\": \"i\", \"batch_shape\": [null, 3]}}, " + layer + "]}}";
    }

    private static String sequence(String... layers) {
        return chain(String.join(", ", layers)).replace("[null, 3]", "[null, 3, 2]");
    }

    /** Two flattening layers a and b between the input and the output. */
    private static String functional(String inputOfA, String inputOfB, String output) {
        return "{\"class_name\": \"Functional\", \"config\": {\"name\": \"f\", \"layers\": ["
                + "{\"class_name\": \"InputLayer\", \"config\": {\"name\": \"image\", \"batch_shape\": [null, 3]},"
                + " \"inbound_nodes\": []}, " + flatten("a", inputOfA) + ", " + flatten("b", inputOfB)
                + "], \"input_layers\": [[\"image\", 0, 0]], \"output_layers\": [[\"" + output + "\", 0, 0]]}}";
    }

    private static String flatten(String name, String input) {
        return "{\"class_name\": \"Flatten\", \"config\": {\"name\": \"" + name + "\"}, \"inbound_nodes\": [[[" + input
                + ", 0, 0, {}]]]}";
    }

    private static String dense(String name, int units) {
        return layer("Dense", name, "\"units\": " + units + ", \"activation\": \"linear\"");
    }

    private static String layer(String type, String name, String settings) {
        return "{\"class_name\": \"" + type + "\", \"config\": {\"name\": \"" + name + "\", " + settings + "}}";
    }

    private static int find(ByteBuffer file, long... values) {
        for (int at = 0; at + values.length * Long.BYTES <= file.capacity(); at++) {
            boolean found = true;
            for (int i = 0; found && i < values.length; i++) {
                found = file.getLong(at + i * Long.BYTES) == values[i];
            }
            if (found) {
                return at;
            }
        }
        throw new IllegalStateException("the file has no array of shape " + Arrays.toString(values));
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> new KerasModelReader().read(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }
}
