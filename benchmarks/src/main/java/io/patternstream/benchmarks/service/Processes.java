/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Child processes: the launcher's commands, and programs of this module. They are stopped when this is closed. */
final class Processes implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 200;

    private final Path launcher;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    Processes(Path launcher, Path folder) {
        this.launcher = launcher;
        this.folder = folder;
    }

    /** Starts a command of the launcher; on one core only, if one is given. */
    Process launch(int core, String... arguments) throws IOException {
        List<String> pinned = core < 0 ? List.of() : List.of("taskset", "-c", Integer.toString(core));
        return start(Stream.of(pinned, List.of(launcher.toString()), List.of(arguments))
                .flatMap(List::stream)
                .toList());
    }

    /** Starts another program of this module. */
    Process launch(Class<?> program, String... arguments) throws IOException {
        return start(Stream.concat(
                        Stream.of(
                                ProcessHandle.current().info().command().orElse("java"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName()),
                        Stream.of(arguments))
                .toList());
    }

    /** {@return what a command of the launcher writes to standard output} */
    String output(List<String> arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), arguments.stream())
                        .toList())
                .redirectError(folder.resolve("bench.log").toFile())
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(Files.readString(folder.resolve("bench.log")));
        }
        return text;
    }

    /** Waits until a page answers with 200. */
    void await(Process process, String url) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (status(url) != 200) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException(url + " does not answer: " + Files.readString(log(process)));
            }
            process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Waits until a program writes this. */
    void awaitText(Process process, String text) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log(process)).contains(text)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("no '" + text + "' in " + Files.readString(log(process)));
            }
            process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Stops one. */
    void stop(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        running.remove(process);
    }

    /** {@return free ports of this machine} */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0));
        }
        List<Integer> ports = IntStream.range(0, count)
                .mapToObj(i -> sockets.get(i).getLocalPort())
                .toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    @Override
    public void close() {
        try {
            for (Process process : List.copyOf(running)) {
                stop(process);
            }
        } catch (InterruptedException e) {
            running.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    private Process start(List<String> command) throws IOException {
        Path log = Files.createTempFile(folder, "process", ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Files.move(log, log(process));
        running.add(process);
        return process;
    }

    private Path log(Process process) {
        return folder.resolve(process.pid() + ".log");
    }

    private static int status(String url) throws InterruptedException {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }
}
