/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the launcher as users do: a process of its own, from the distribution that this build made. */
final class Launcher {
    private final Path script;
    private final Path folder;
    private final Map<String, String> environment;

    private Launcher(Path script, Path folder, Map<String, String> environment) {
        this.script = script;
        this.folder = folder;
        this.environment = environment;
    }

    /** A finished run. */
    record Run(int status, List<String> out, List<String> err) {}

    /** A run that goes on: its process, and the files that take what it writes. */
    record Started(Process process, Path out, Path err) {
        Run finish(long seconds) throws IOException, InterruptedException {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not finished within " + seconds + " s; errors: " + Files.readString(err));
            }
            return new Run(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
        }
    }

    /** The distribution's launcher, with temporary files in a folder of the test. */
    static Launcher ofDistribution(Path temporary) {
        return new Launcher(distribution().resolve("bin/patternstream"), temporary, Map.of("TMPDIR", "" + temporary));
    }

    /** The same with another script. */
    Launcher script(Path other) {
        return new Launcher(other, folder, environment);
    }

    /** The same in another current directory. */
    Launcher in(Path other) {
        return new Launcher(script, other, environment);
    }

    /** The same with other environment variables. */
    Launcher with(Map<String, String> variables) {
        return new Launcher(script, folder, variables);
    }

    /** Runs to the end. */
    Run run(String... args) throws IOException, InterruptedException {
        return start(args).finish(120);
    }

    /** Starts. */
    Started start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(args));
        Path logs = Files.createTempDirectory(
                Files.createDirectories(Path.of("target", "launcher").toAbsolutePath()), "run-");
        Path out = logs.resolve("out");
        Path err = logs.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    /** The folder that module distribution made. */
    static Path distribution() {
        Path target = Path.of("..", "distribution", "target").toAbsolutePath().normalize();
        try (Stream<Path> folders = Files.list(target)) {
            return folders.filter(folder -> Files.isDirectory(folder.resolve("modules")))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no distribution in " + target));
        } catch (IOException e) {
            throw new UncheckedIOException("no distribution: run mvn package first", e);
        }
    }

    /** Waits until a program has written a line with a text to standard error. */
    static void awaitLine(Started program, String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.readString(program.err()).contains(text)) {
            if (System.nanoTime() > end || !program.process().isAlive()) {
                throw new AssertionError("no line with " + text + "; errors: " + Files.readString(program.err()));
            }
            program.process().waitFor(200, TimeUnit.MILLISECONDS);
        }
    }

    /** A port that is free now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Command lines of processes that mention a text. */
    static List<String> processesOf(String text) throws IOException {
        Process ps = new ProcessBuilder("ps", "-eo", "pid,args").start();
        String all = new String(ps.getInputStream().readAllBytes(), UTF_8);
        return all.lines().filter(line -> line.contains(text)).toList();
    }
}
