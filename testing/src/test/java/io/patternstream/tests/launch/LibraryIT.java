/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.tests.Document;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program of somebody else around the README's snippet, with the libraries of the distribution. */
@Timeout(180)
final class LibraryIT {
    private static final Path MODULES = Launcher.distribution().resolve("modules");
    private static final Path OTHERS = Launcher.distribution().resolve("classpath");
    private static final Path DEMO = Launcher.distribution().resolve("demo");
    private static final String PROGRAM =
            """
            package program;
            %s
            public final class Program {
                static Explanations explain(Path modelFile, Path patternFile, Tensor images) {
            %s
                }
                public static void main(String[] files) {
                    Tensor images = Tensor.wrap(Shape.of(2, 1, 28, 28), new float[2 * 28 * 28]);
                    Explanations maps = explain(Path.of(files[0]), Path.of(files[1]), images);
                    System.out.println(maps.attributions().get(0).method() + maps.attributions().get(0).values().shape());
                }
            }
            """;

    @TempDir
    private Path work;

    private Path patterns = Path.of("");

    @BeforeEach
    void writeTheProgramAndItsPatterns() throws Exception {
        String imports = Files.readAllLines(Document.ROOT.resolve(
                        "examples/src/main/java/io/patternstream/examples/library/LibraryUse.java"))
                .stream()
                .filter(line -> line.startsWith("import"))
                .collect(Collectors.joining("\n", "import io.patternstream.api.tensor.Shape;\n", "\n"));
        String snippet = Document.read("README.md").blocks("java").get(0);
        Files.createDirectories(work.resolve("src/program"));
        Files.writeString(work.resolve("src/program/Program.java"), PROGRAM.formatted(imports, snippet));
        patterns = work.resolve("patterns.npz");
        Launcher.Run run = Launcher.ofDistribution(work)
                .run(
                        "patterns",
                        "compute",
                        "--model",
                        DEMO.resolve("fashion-mnist-cnn.zip").toString(),
                        "--data",
                        DEMO.resolve("training.idx3-ubyte.gz") + "#0-99",
                        "--output",
                        patterns.toString());
        assertThat(run.status()).as("errors %s", run.err()).isZero();
    }

    @Test
    void theSnippetRunsOnTheClassPath() throws Exception {
        // Given
        String libraries = path(Stream.concat(jars(MODULES, ""), jars(OTHERS, "")));
        compile("-cp", libraries, work.resolve("src/program/Program.java").toString());
        // When Then
        explains("-cp", work.resolve("out") + File.pathSeparator + libraries, "program.Program");
    }

    /** SLF4J is a module of the distribution; here nobody requires it, so it goes where its users are. */
    @Test
    void theSnippetRunsOnTheModulePathAsTheReadmeSays() throws Exception {
        // Given
        assertThat(Document.read("README.md").text())
                .contains("`requires io.patternstream.engine` and `requires io.patternstream.patterns`")
                .contains("`--add-modules ALL-DEFAULT`");
        Path descriptor = Files.writeString(
                work.resolve("src/module-info.java"),
                "module program { requires io.patternstream.engine; requires io.patternstream.patterns; }");
        compile(
                "-p",
                MODULES.toString(),
                descriptor.toString(),
                work.resolve("src/program/Program.java").toString());
        // When Then
        explains(
                "-p",
                work.resolve("out") + File.pathSeparator + MODULES,
                "-cp",
                path(Stream.concat(jars(OTHERS, ""), jars(MODULES, "slf4j-api"))),
                "--add-modules",
                "ALL-DEFAULT",
                "-m",
                "program/program.Program");
    }

    private static Stream<Path> jars(Path folder, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList().stream();
        }
    }

    private static String path(Stream<Path> jars) {
        return jars.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private void compile(String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("-d", work.resolve("out").toString(), "-proc:none"));
        arguments.addAll(List.of(options));
        int status = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(System.out, System.err, arguments.toArray(String[]::new));
        assertThat(status).isZero();
    }

    private void explains(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(options));
        command.addAll(List.of(DEMO.resolve("fashion-mnist-cnn.zip").toString(), patterns.toString()));
        Path out = work.resolve("out.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor()).as(Files.readString(out)).isZero();
        assertThat(Files.readAllLines(out)).contains("patternattribution[2, 1, 28, 28]");
    }
}
