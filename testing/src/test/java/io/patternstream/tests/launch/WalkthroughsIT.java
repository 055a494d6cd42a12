/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.engine.golden.SharedFolder;
import io.patternstream.tests.Document;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of every walk-through, in its order: on the files that it tells readers to fetch, and with the bundled files
 * that it names as stand-ins. A picture that the walk-through shows is compared with the one that comes out.
 */
@Timeout(600)
final class WalkthroughsIT {
    private static final String BUNDLED = "-bundled.png";

    /** Where the files that readers fetch are in the shared folder. */
    private static final Map<String, String> FETCHED = Map.ofEntries(
            Map.entry("cifar10.onnx", "data/models/cifar10_cnn.onnx"),
            Map.entry("cifar-10-batches-bin/data_batch_1.bin", "data/cifar-10-sample/data_batch_1.bin.gz"),
            Map.entry("cifar-10-batches-bin/test_batch.bin", "data/cifar-10-sample/test_batch.bin.gz"),
            Map.entry("squeezenet1.1.onnx", "data/models/squeezenet1.1.onnx"),
            Map.entry("photos", "data/photos"),
            Map.entry("photos/coffee.png", "data/photos/coffee.png"),
            Map.entry("photos/chelsea.png", "data/photos/chelsea.png"));

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    static List<Document> walkthroughs() {
        return Document.walkthroughs();
    }

    @BeforeEach
    void standWhereTheReaderStands() throws IOException {
        Files.createSymbolicLink(work.resolve("demo"), Document.ROOT.resolve("demo"));
    }

    @ParameterizedTest
    @MethodSource("walkthroughs")
    void everyCommandRunsOnTheFetchedFiles(Document walkthrough) throws Exception {
        // Given
        for (String name : walkthrough.standIns().keySet()) {
            place(name);
        }
        // When Then
        run(walkthrough, walkthrough.commands());
        showsWhatComesOut(walkthrough, false);
    }

    @ParameterizedTest
    @MethodSource("walkthroughs")
    void everyCommandRunsOnTheBundledFiles(Document walkthrough) throws Exception {
        run(
                walkthrough,
                walkthrough.commands().stream()
                        .map(command -> bundled(command, walkthrough.standIns()))
                        .toList());
        showsWhatComesOut(walkthrough, true);
    }

    private void run(Document walkthrough, List<String> commands) throws Exception {
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            assertThat(command).matches("bin/patternstream (models|explain|patterns|verify)\\b.*");
            List<String> words = Document.words(command);
            // When
            Launcher.Run run = Launcher.ofDistribution(temp)
                    .in(work)
                    .start(words.toArray(String[]::new))
                    .finish(300);
            // Then
            assertThat(run.status())
                    .as("%s: %s: %s", walkthrough, command, run.err())
                    .isZero();
            int output = words.indexOf("--output");
            if (output >= 0) {
                assertThat(work.resolve(words.get(output + 1))).isNotEmptyFile();
            }
        }
    }

    private static String bundled(String command, Map<String, String> standIns) {
        String replaced = command;
        for (String name : standIns.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList()) {
            replaced = replaced.replaceAll("(?<= )" + name + "(?=[ #]|$)", standIns.get(name));
        }
        return replaced;
    }

    private void place(String name) throws IOException {
        Path file = work.resolve(name);
        if (name.equals("vgg16.onnx")) {
            Vgg16.write(file, 16);
            return;
        }
        assertThat(FETCHED).containsKey(name);
        Path source = SharedFolder.require(FETCHED.get(name));
        if (Files.notExists(file)) {
            Files.createSymbolicLink(Files.createDirectories(file.getParent()).resolve(file.getFileName()), source);
        }
    }

    /**
     * Compares the pictures that the walk-through shows with those that come out: x.png with x.png from the fetched files,
     * x-bundled.png with x.png from the bundled ones. Rounding on other machines alters them by a small part of one of 255
     * steps on average, another method by more than ten.
     */
    private void showsWhatComesOut(Document walkthrough, boolean bundled) throws IOException {
        for (String link : walkthrough.links()) {
            if (link.endsWith(".png") && link.endsWith(BUNDLED) == bundled) {
                BufferedImage shown =
                        ImageIO.read(walkthrough.file().resolveSibling(link).toFile());
                BufferedImage made =
                        ImageIO.read(work.resolve(link.replace(BUNDLED, ".png")).toFile());
                assertThat(List.of(shown.getWidth(), shown.getHeight()))
                        .as("size of %s: run the commands again and show what comes out", link)
                        .containsExactly(made.getWidth(), made.getHeight());
                assertThat(difference(shown, made)).as(link).isLessThan(2);
            }
        }
    }

    private static double difference(BufferedImage a, BufferedImage b) {
        double sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    sum += Math.abs((a.getRGB(x, y) >> shift & 255) - (b.getRGB(x, y) >> shift & 255));
                }
            }
        }
        return sum / (3.0 * a.getWidth() * a.getHeight());
    }
}
