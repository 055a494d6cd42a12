/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class RootCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    @Test
    void valuesOfOptionsAreTakenInAnyCase() throws IOException {
        // Given
        String image = Files.write(folder.resolve("i.npy"), Npy.write(Tensor.of(Shape.of(1, 1, 1, 1), 0)))
                .toString();

        // When: only the model is missing
        int status =
                run("explain", "--model", "none.onnx", "--method", "gradient", "--input", image, "--start", "logit");

        // Then
        assertThat(status).isEqualTo(1);
        assertThat(errors()).isEqualTo("patternstream explain: model file none.onnx does not exist");
    }

    @Test
    void outputsAreCheckedBeforeAnythingElse() {
        // Given
        Path lost = folder.resolve("lost/o.npy");
        String why = lost + " cannot be written: there is no folder " + lost.getParent() + "; create it first";

        // When // Then: the model is missing too, but that is not what is reported
        assertThat(run("explain", "--model", "m", "--method", "gradient", "--input", "a", "--output", lost.toString()))
                .isEqualTo(1);
        assertThat(errors()).isEqualTo("patternstream explain: --output " + why);
        assertThat(run("explain", "--model", "m", "--method", "gradient", "--input", "a", "--logits", lost.toString()))
                .isEqualTo(1);
        assertThat(errors()).isEqualTo("patternstream explain: --logits " + why);
        assertThat(run("patterns", "compute", "--model", "m", "--data", "a", "--output", lost.toString()))
                .isEqualTo(1);
        assertThat(errors()).isEqualTo("patternstream patterns compute: --output " + why);
    }

    @Test
    void optionsThatDoNotFitTheOutputAreRefused() {
        assertThat(explainTo("o.txt")).isEqualTo(2);
        assertThat(errors()).contains("--output must end in .npy, .npz or .png, but was o.txt");
        assertThat(run("explain", "--model=m", "--method=guided,lrp.z", "--input=a", "--output=o.npy"))
                .isEqualTo(2);
        assertThat(errors()).contains("--output .npy holds one method: use .npz or .png for [guided, lrp.z]");
        assertThat(explainTo("o.npy", "--overlay")).isEqualTo(2);
        assertThat(errors()).contains("--overlay needs a picture: --output FILE.png");
        assertThat(explainTo("o.npy", "--no-colour-bar")).isEqualTo(2);
        assertThat(errors()).contains("--colour-bar needs a picture");
        assertThat(explainTo("o.png", "--overlay", "--rgb")).isEqualTo(2);
        assertThat(errors()).contains("not with --rgb");
        assertThat(explainTo("o.png", "--colours", "jet")).isEqualTo(2);
        assertThat(errors()).contains("unknown colours 'jet'; use blue-red, purple-orange, cold-hot, grey");
        assertThat(explainTo("o.png", "--percentile", "0")).isEqualTo(2);
        assertThat(errors()).contains("percentile 0.0 is not above 0 and up to 100");
    }

    @Test
    void evaluationRefusesWhatItCannotDoBeforeItBegins() throws IOException {
        // Given
        String file = Files.writeString(folder.resolve("file"), "").toString();

        // When // Then: the model is missing too
        assertThat(evaluate("guided", "--samples", "0")).isEqualTo(2);
        assertThat(errors()).contains("--samples must be at least 1, but was 0");
        assertThat(evaluate("guided", "--patch-size", "-3")).isEqualTo(2);
        assertThat(errors()).contains("--patch-size must be at least 1, but was -3");
        assertThat(evaluate("guided", "--output", file)).isEqualTo(1);
        assertThat(errors()).contains("--output " + file + " is no folder and cannot be made one");
        assertThat(evaluate("patternnet")).isEqualTo(1);
        assertThat(errors()).contains("patternnet needs patterns: give --patterns FILE");
        assertThat(evaluate("guided", "--output", folder.resolve("new/folder").toString()))
                .isEqualTo(1);
        assertThat(errors()).startsWith("patternstream evaluate: ").contains("nowhere");
        assertThat(folder.resolve("new/folder")).isDirectory();
    }

    @Test
    void aFolderIsNeverReplacedByAnOutput() {
        assertThat(run("patterns", "compute", "--model", "m", "--data", "a", "--output", folder.toString()))
                .isEqualTo(1);
        assertThat(errors()).endsWith("--output " + folder + " is a folder: give the name of a file");
        assertThat(folder).isDirectory();
    }

    @Test
    void eachErrorOfAConfigurationNamesItsFile() throws IOException {
        // Given
        Path config = Files.writeString(folder.resolve("c.yaml"), "kafka: 7\nodd: 1\n");

        // When // Then
        assertThat(run("serve", "--config", "nothere.yaml")).isEqualTo(1);
        assertThat(errors()).isEqualTo("patternstream serve: nothere.yaml: there is no such file");
        assertThat(run("serve", "--config", config.toString())).isEqualTo(1);
        assertThat(errors().lines())
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.startsWith("patternstream serve: " + config + ": "));
    }

    @Test
    void runningOutOfMemoryGivesOneLine() {
        // Given
        CommandLine line = line().addSubcommand(new Greedy());
        line.setErr(new PrintWriter(err, true, UTF_8)); // added later, it has the process's own

        // When
        int status = line.execute("greedy");

        // Then
        assertThat(status).isEqualTo(1);
        assertThat(errors())
                .startsWith("patternstream greedy: out of memory (no room): give Java more")
                .hasLineCount(1);
    }

    @Test
    void resultsThatAreLostAreAFailure() {
        // Given
        PrintStream full = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                true,
                UTF_8);

        // When
        int status = line(full).addSubcommand(new Talkative(full)).execute("talk");

        // Then
        assertThat(status).isEqualTo(1);
    }

    @Test
    void aRateOfZeroIsRefused() {
        assertThat(run("demo", "--rate", "0")).isEqualTo(2);
        assertThat(errors()).startsWith("patternstream demo: --rate must be more than 0, but was 0.0");
    }

    private int explainTo(String output, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("explain", "--model", "m", "--method", "gradient", "--input", "a", "--output", output));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int evaluate(String methods, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("evaluate", "--model", "m", "--data", "nowhere", "--methods", methods));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return line().execute(arguments);
    }

    private CommandLine line() {
        return line(new PrintStream(out, true, UTF_8));
    }

    private CommandLine line(PrintStream results) {
        Console console = new Console(results, new PrintStream(err, true, UTF_8), false, () -> 0);
        return RootCommand.create(
                console,
                new Home(folder, folder),
                (config, watcher) -> {
                    throw new AssertionError("no test starts the service");
                },
                (config, id, watcher) -> {
                    throw new AssertionError("no test rebuilds a snapshot");
                });
    }

    /** What was written to standard error since the last call. */
    private String errors() {
        String text = err.toString(UTF_8).strip();
        err.reset();
        return text;
    }

    @Command(name = "talk")
    private record Talkative(PrintStream results) implements Runnable {
        @Override
        public void run() {
            results.println("result");
        }
    }

    @Command(name = "greedy")
    private static final class Greedy implements Runnable {
        @Override
        public void run() {
            throw new OutOfMemoryError("no room");
        }
    }
}
