/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.patterns.StatisticsFile;
import io.patternstream.tests.Document;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The offline commands on the bundled model and images, as users run them. */
@Timeout(180)
final class CommandsIT {
    private static final String MODEL =
            Launcher.distribution().resolve("demo/fashion-mnist-cnn.zip").toString();
    private static final String TRAINING =
            Launcher.distribution().resolve("demo/training.idx3-ubyte.gz").toString();

    private static final Path DEMO_IMAGE = Launcher.distribution().resolve("demo/ankle-boot.png");

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    @Test
    void computesPatternsAndExplainsWithThem() throws Exception {
        // Given
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        double[] pixels = new Random(7).doubles(3 * 28 * 28).toArray();
        Files.write(work.resolve("images.npy"), Npy.write(Shape.of(3, 1, 28, 28), pixels));
        // When
        Launcher.Run computed =
                launcher.run("patterns", "compute", "--model", MODEL, "--data", TRAINING, "--output", "p.npz");
        Launcher.Run inspected = launcher.run("patterns", "inspect", "p.npz");
        Launcher.Run explained = launcher.run(
                "explain",
                "--model",
                MODEL,
                "--method",
                "PatternLRP",
                "--patterns",
                "p.npz",
                "--input",
                "images.npy",
                "--output",
                "out.npy",
                "--logits",
                "logits.npy");
        // Then
        assertThat(computed.status()).as("errors %s", computed.err()).isZero();
        assertThat(computed.out()).isEmpty();
        assertThat(inspected.out()).anyMatch(line -> line.matches("samples +1500"));
        assertThat(explained.status()).as("errors %s", explained.err()).isZero();
        assertThat(explained.out()).hasSize(3).allMatch(line -> line.startsWith("{\"input\":\"images.npy#"));
        assertThat(Npy.read(Files.readAllBytes(work.resolve("out.npy"))).shape())
                .isEqualTo(Shape.of(3, 1, 28, 28));
        assertThat(Npy.read(Files.readAllBytes(work.resolve("logits.npy"))).shape())
                .isEqualTo(Shape.of(3, 10));
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void mergedShardsAreThePatternsOfOnePass() throws Exception {
        // Given
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        compute(launcher, TRAINING, "whole.npz", "--patterns-only");
        compute(launcher, TRAINING + "#0-499", "a.npz");
        compute(launcher, TRAINING + "#500-1499", "b.npz");

        // When
        Launcher.Run merged = launcher.run("patterns", "merge", "a.npz", "b.npz", "--output", "merged.npz");
        Launcher.Run inspected = launcher.run("patterns", "inspect", "merged.npz");
        Launcher.Run refused = launcher.run("patterns", "merge", "a.npz", "whole.npz", "--output", "x.npz");
        fade(work.resolve("b.npz"), work.resolve("faded.npz"));
        Launcher.Run unequal = launcher.run("patterns", "merge", "a.npz", "faded.npz", "--output", "x.npz");
        Launcher.Run equal = launcher.run("patterns", "diff", "--model", MODEL, "whole.npz", "merged.npz");
        Launcher.Run different = launcher.run("patterns", "diff", "--model", MODEL, "whole.npz", "a.npz");

        // Then: the batches are the same, float32 arrays differ in the last digit at most
        assertThat(merged.status()).as("errors %s", merged.err()).isZero();
        assertThat(merged.out()).isEmpty();
        assertThat(inspected.out()).anyMatch(line -> line.matches("samples +1500"));
        Model model = Model.load(Path.of(MODEL));
        PatternSnapshot whole = PatternFile.read(work.resolve("whole.npz"), model.description(), model.layers());
        PatternSnapshot same = PatternFile.read(work.resolve("merged.npz"), model.description(), model.layers());
        for (LayerPattern pattern : whole.patterns()) {
            LayerPattern other = same.pattern(pattern.layer(), pattern.regime()).orElseThrow();
            assertThat(other.degenerate()).isEqualTo(pattern.degenerate());
            double largest =
                    Arrays.stream(pattern.toArray()).map(Math::abs).max().orElseThrow();
            assertThat(other.toArray()).containsExactly(pattern.toArray(), within(1e-6 * largest));
        }
        assertThat(distances(equal)).isNotEmpty().allMatch(distance -> distance < 1e-9);
        assertThat(distances(different)).isNotEmpty().allMatch(distance -> distance > 1e-6);
        assertOneLine(refused, "whole.npz: it holds no statistics");
        assertOneLine(unequal, "faded.npz was learned with patterns.half-life 64, a.npz with never");
        assertThat(work.resolve("x.npz")).doesNotExist();
    }

    /** As a service that forgets leaves its statistics. */
    private static void fade(Path from, Path to) throws IOException {
        PatternTrainer trainer =
                StatisticsFile.read(from, InstantSource.system()).trainer();
        try (OutputStream out = Files.newOutputStream(to)) {
            StatisticsFile.write(out, trainer, trainer.snapshot(Map.of()), Map.of("half_life", "64"));
        }
    }

    /** The third column behind its heading. */
    private static List<Double> distances(Launcher.Run diff) {
        assertThat(diff.status()).as("errors %s", diff.err()).isZero();
        return diff.out().stream()
                .skip(1)
                .map(line -> Double.valueOf(line.split(" +", -1)[2]))
                .toList();
    }

    private static void compute(Launcher launcher, String data, String output, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "patterns", "compute", "--model", MODEL, "--data", data, "--output", output, "--batch-size", "50"));
        arguments.addAll(List.of(more));
        Launcher.Run run = launcher.run(arguments.toArray(String[]::new));
        assertThat(run.status()).as("errors %s", run.err()).isZero();
    }

    @Test
    void explainSaysWhatExactlyWasExplained() throws Exception {
        // Given
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        double[] pixels = new Random(8).doubles(3 * 28 * 28).toArray();
        Files.write(work.resolve("images.npy"), Npy.write(Shape.of(3, 1, 28, 28), pixels));
        // When
        Launcher.Run run = launcher.run(
                "explain",
                "--model",
                MODEL,
                "--method",
                "INPUT_T_GRADIENT",
                "--input",
                "images.npy",
                "--start",
                "one",
                "--target",
                "contrast:9,7,top:2,none",
                "--backend",
                "nd4j");
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        assertThat(run.out()).hasSize(3).allSatisfy(line -> assertThat(line)
                .contains(
                        "\"method\":\"input_x_gradient\"",
                        "\"backend\":\"nd4j\"",
                        "\"precision\":\"f32\"",
                        "\"start\":\"one\"",
                        "\"ties\":\"first\"",
                        "\"finite\":true",
                        "\"conservation\":{\"started\":"));
        assertThat(run.out().get(0)).contains("\"target\":\"contrast:9,7\"", "\"classes\":[9,7]");
        assertThat(run.out().get(1)).contains("\"target\":\"top:2\"").containsPattern("\"classes\":\\[\\d,\\d]");
        assertThat(run.out().get(2)).contains("\"target\":\"none\"").doesNotContain("\"classes\"");
    }

    @Test
    void benchPrintsOneObjectForAllMethodsOfABatch() throws Exception {
        // Given: the documented command
        String command = Document.read("docs/bench.md").commands().get(0);
        // When
        Launcher.Run run = Launcher.ofDistribution(temp)
                .in(work)
                .run(Document.words(command).toArray(String[]::new));
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out().get(run.out().size() - 1));
        assertThat(report.at("/model").asText()).isEqualTo("builtin:squeezenet");
        assertThat(report.at("/method").asText()).isEqualTo("gradient,patternattribution");
        assertThat(report.at("/precision").asText()).isEqualTo("f32");
        assertThat(report.at("/batch").asInt()).isEqualTo(2);
        assertThat(report.at("/iterations").asInt()).isEqualTo(10);
        assertThat(report.at("/passes").asInt()).isEqualTo(3);
        assertThat(report.at("/input").toString()).isEqualTo("[3,128,128]");
        assertThat(report.at("/roofline_ratio").isNull()).isTrue();
        double median = report.at("/ms_per_batch/median").asDouble();
        assertThat(median)
                .isPositive()
                .isBetween(
                        report.at("/ms_per_batch/min").asDouble(),
                        report.at("/ms_per_batch/max").asDouble());
        assertThat(report.at("/images_per_second").asDouble()).isCloseTo(2000 / median, withinPercentage(0.1));
    }

    @Test
    void evaluationPrintsTablesAndDrawsCharts() throws Exception {
        // Given: the documented commands
        Files.createSymbolicLink(work.resolve("demo"), Document.ROOT.resolve("demo"));
        List<String> commands = Document.read("docs/evaluation.md").commands().stream()
                .filter(command -> command.contains(" demo/"))
                .toList();
        assertThat(commands).hasSize(2);
        Launcher launcher = Launcher.ofDistribution(temp).in(work);

        // When
        Launcher.Run computed = launcher.run(Document.words(commands.get(0)).toArray(String[]::new));
        Launcher.Run run = launcher.run(Document.words(commands.get(1) + " --threads 1 --algorithm direct")
                .toArray(String[]::new));

        // Then
        assertThat(computed.status()).as("errors %s", computed.err()).isZero();
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        assertThat(run.out()).anyMatch(line -> line.matches("layer +inputs .* S_x +S_random +S_w +S_a +S_a\\+-"));
        assertThat(run.out()).anyMatch(line -> line.matches("dense1 +1568 +64 +250\\+250 +1.000( +0\\.\\d{3}){4}"));
        assertThat(run.out())
                .anyMatch(line -> line.matches("patternattribution@linear +(-?\\d\\.\\d{3} \\+- \\d\\.\\d{3} +){4}20"));
        JsonNode report = new ObjectMapper()
                .readTree(work.resolve("evaluation/evaluation.json").toFile());
        assertThat(report.at("/signal_quality")).hasSize(4);
        assertThat(report.at("/methods/0/method").asText()).isEqualTo("random");
        assertThat(report.at("/methods/0/probability")).hasSize(17);
        assertThat(report.at("/methods/0/areas")).hasSize(20);
        assertThat(report.at("/pattern_samples").asInt()).isEqualTo(1500);
        for (String chart : List.of("signal-quality.svg", "degradation.svg")) {
            org.w3c.dom.Document svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(work.resolve("evaluation").resolve(chart).toFile());
            assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(5);
        }
    }

    @Test
    void benchTimesLearningBesideItsBarePrimitives() throws Exception {
        // Given: the documented command
        String command = Document.read("docs/bench.md").commands().get(1);
        // When
        Launcher.Run run = Launcher.ofDistribution(temp)
                .in(work)
                .run(Document.words(command).toArray(String[]::new));
        // Then
        assertThat(run.status()).as("errors %s", run.err()).isZero();
        JsonNode report = new ObjectMapper().readTree(run.out().get(run.out().size() - 1));
        assertThat(report.at("/method").asText()).isEqualTo("statistics");
        assertThat(report.at("/backend").asText()).isEqualTo("onednn");
        assertThat(report.at("/passes").asInt()).isEqualTo(5);
        assertThat(report.at("/iterations").asInt()).isEqualTo(3);
        assertThat(report.at("/roofline_ratio").asDouble()).isBetween(0.01, 1.5);
        assertThat(report.at("/roofline_ms_per_batch/min").asDouble()).isPositive();
    }

    @Test
    void verifyPassesTheBundledModelAndFailsSpoiltPatterns() throws Exception {
        // Given: patterns of the model, and the same 1 % too large
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        launcher.run("patterns", "compute", "--model", MODEL, "--data", TRAINING, "--output", "p.npz");
        Model model = Model.load(Path.of(MODEL));
        PatternSnapshot right = PatternFile.read(work.resolve("p.npz"), model.description(), model.layers());
        PatternFile.write(work.resolve("spoilt.npz"), scaled(right, 1.01), model.layers());

        // When
        Launcher.Run passed = launcher.run(
                "verify",
                "--model",
                MODEL,
                "--patterns",
                "p.npz",
                "--input",
                DEMO_IMAGE.toString(),
                DEMO_IMAGE.toString());
        Launcher.Run failed = launcher.run("verify", "--model", MODEL, "--patterns", "spoilt.npz");

        // Then
        assertThat(passed.status()).as("%s %s", passed.out(), passed.err()).isZero();
        assertThat(passed.out().get(0)).matches("no +what must hold +observed +tolerance +verdict +note");
        assertThat(passed.out()).anyMatch(line -> line.matches(" *1 +w\\.a = 1 .* +ok"));
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.out())
                .filteredOn(line -> line.contains(" failed "))
                .hasSizeBetween(1, 2)
                .allMatch(line -> line.matches(" *(1|23) +.*"));
    }

    private static PatternSnapshot scaled(PatternSnapshot snapshot, double factor) {
        List<LayerPattern> patterns = snapshot.patterns().stream()
                .map(pattern -> new LayerPattern(
                        pattern.layer(),
                        pattern.regime(),
                        pattern.shape(),
                        Arrays.stream(pattern.toArray())
                                .map(value -> value * factor)
                                .toArray(),
                        pattern.degenerate()))
                .toList();
        return new PatternSnapshot(snapshot.id(), snapshot.provenance(), patterns);
    }

    @Test
    void severalMethodsGoToOnePictureOrOneArchive() throws Exception {
        // Given
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        double[] pixels = new Random(7).doubles(2 * 28 * 28).toArray();
        Files.write(work.resolve("images.npy"), Npy.write(Shape.of(2, 1, 28, 28), pixels));
        String[] grid = explain(MODEL, "guided,lrp.z", "images.npy", "--backend", "nd4j", "--output", "grid.png");
        // When: on the backend that computes alike in every process
        Launcher.Run drawn = launcher.run(grid);
        byte[] first = Files.readAllBytes(work.resolve("grid.png"));
        Launcher.Run again = launcher.run(grid);
        Launcher.Run written =
                launcher.run(explain(MODEL, "guided,lrp.z", "images.npy", "--backend", "nd4j", "--output", "both.npz"));
        Launcher.Run single =
                launcher.run(explain(MODEL, "lrp.z", "images.npy", "--backend", "nd4j", "--output", "one.npy"));
        // Then
        assertThat(List.of(drawn.status(), again.status(), written.status(), single.status()))
                .containsOnly(0);
        assertThat(drawn.out()).hasSize(4).isEqualTo(written.out());
        assertThat(Files.readAllBytes(work.resolve("grid.png"))).isEqualTo(first);
        try (ZipFile archive = new ZipFile(work.resolve("both.npz").toFile())) {
            assertThat(archive.stream().map(ZipEntry::getName)).containsExactly("guided.npy", "lrp.z.npy");
            byte[] array = archive.getInputStream(archive.getEntry("lrp.z.npy")).readAllBytes();
            assertThat(array).isEqualTo(Files.readAllBytes(work.resolve("one.npy")));
        }
    }

    @Test
    void inspectsTheModel() throws Exception {
        // When
        Launcher.Run run = Launcher.ofDistribution(temp).run("models", "inspect", MODEL);
        // Then
        assertThat(run.status()).isZero();
        assertThat(run.out()).anyMatch(line -> line.matches("input +\\[1, 28, 28]"));
        assertThat(run.out()).anyMatch(line -> line.matches("patternattribution +yes, with patterns"));
    }

    @Test
    void badInputGivesOneLineAndStatusOne() throws Exception {
        // Given
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        Files.writeString(work.resolve("noise.onnx"), "this is no model");
        Files.write(work.resolve("cut.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0});
        Files.write(work.resolve("shape.npy"), Npy.write(Shape.of(1, 3, 4, 4), new double[48]));
        // When Then
        assertOneLine(launcher.run(explain("none.onnx", "gradient", "cut.png")), "none.onnx", "does not exist");
        assertOneLine(launcher.run(explain("noise.onnx", "gradient", "cut.png")), "noise.onnx");
        assertOneLine(launcher.run(explain(MODEL, "magic", "x.png")), "'magic'", "patternattribution");
        assertOneLine(launcher.run(explain(MODEL, "patternnet", "x.png")), "--patterns");
        assertOneLine(launcher.run(explain(MODEL, "gradient", "x.png")), "x.png: there is no such file");
        assertOneLine(launcher.run(explain(MODEL, "gradient", "cut.png")), "cut.png", "truncated");
        assertOneLine(launcher.run(explain(MODEL, "gradient", "shape.npy")), "shape.npy#0", "[3, 4, 4]", "[1, 28, 28]");
    }

    @Test
    void aTakenPortIsNamedWithItsOptionBeforeAnythingStarts() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // When
            Launcher.Run run = Launcher.ofDistribution(temp)
                    .run(
                            "demo",
                            "--port",
                            "" + Launcher.freePort(),
                            "--management-port",
                            "" + Launcher.freePort(),
                            "--kafka-port",
                            "" + taken.getLocalPort());
            // Then
            assertOneLine(run, "port " + taken.getLocalPort(), "--kafka-port");
            assertThat(temp).isEmptyDirectory();
        }
    }

    private static String[] explain(String model, String method, String input, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("explain", "--model", model, "--method", method, "--input", input));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    private static void assertOneLine(Launcher.Run run, String... words) {
        assertThat(run.err()).singleElement().asString().contains(words);
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(1);
    }
}
