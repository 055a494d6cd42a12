/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A Kafka broker in a child JVM, on 127.0.0.1.
 *
 * <p>Thread-safe. The broker lives at most as long as this JVM, however that ends.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 20;

    private final Process process;
    private final int port;
    private final CompletableFuture<String> errors;
    private volatile boolean closing;

    private BrokerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        this.errors = CompletableFuture.supplyAsync(() -> lines(process.getErrorStream()), BrokerProcess::inThread);
    }

    /**
     * Starts a broker that keeps its data.
     *
     * @param jars the folder with the broker's class path
     * @param port the port clients connect to
     * @param directory the broker's data; created if absent
     * @return the broker, not yet ready
     */
    public static BrokerProcess start(Path jars, int port, Path directory) {
        return launch(jars, port, directory, List.of());
    }

    /**
     * Starts a broker that leaves nothing behind.
     *
     * @param jars the folder with the broker's class path
     * @param port the port clients connect to
     * @param directory the broker's data; new or empty; deleted at the end
     * @return the broker, not yet ready
     */
    public static BrokerProcess startTemporary(Path jars, int port, Path directory) {
        return launch(jars, port, directory, List.of("--temporary"));
    }

    /**
     * Waits until clients can connect.
     *
     * @param seconds how long at most
     * @return this
     * @throws BrokerStartException in one line, if the broker ends or does not answer in time
     */
    public BrokerProcess awaitReady(long seconds) {
        CompletableFuture<Boolean> ready = CompletableFuture.supplyAsync(this::saysReady, BrokerProcess::inThread);
        try {
            if (!ready.get(seconds, TimeUnit.SECONDS)) {
                String reason = errors.get(STOP_SECONDS, TimeUnit.SECONDS).strip();
                throw new BrokerStartException(
                        reason.isEmpty() ? "the Kafka broker ended with status " + process.waitFor() : reason);
            }
            return this;
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new BrokerStartException("the Kafka broker was not ready within " + seconds + " s", e);
        } catch (ExecutionException e) {
            throw new BrokerStartException("the Kafka broker's output cannot be read: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new BrokerStartException("interrupted while the Kafka broker started", e);
        }
    }

    /** {@return what clients connect to, as {@code host:port}} */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** {@return completed with the exit status when the broker ends} */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /**
     * Watches for an end that nobody asked for.
     *
     * @param action given one line on why; not run once {@link #close()} has been called
     */
    public void onFailure(Consumer<String> action) {
        CompletableFuture<?> unused = onExit().thenAcceptBoth(errors, (status, lines) -> {
            if (!closing) {
                action.accept(
                        lines.isBlank() ? "the Kafka broker ended by itself with status " + status : lines.strip());
            }
        });
    }

    /** {@return the process id, for tests that kill it} */
    public long pid() {
        return process.pid();
    }

    /** Stops the broker and waits for it; kills it if that takes too long. */
    @Override
    public void close() {
        closing = true;
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // its input is gone already, so it has ended or is about to
        }
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    private static BrokerProcess launch(Path jars, int port, Path directory, List<String> options) {
        // Terminals, timeout and service managers signal the whole process group; the broker must outlive that until
        // the service has drained, and stops at the end of its input. A JVM leaves signals alone that were ignored
        // when it started.
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP TERM; exec \"$0\" \"$@\""));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx384m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:-UsePerfData", "-Djava.io.tmpdir=" + directory.resolve("tmp")));
        command.addAll(List.of("-cp", jars.resolve("*").toString(), "io.patternstream.broker.BrokerMain"));
        command.addAll(List.of("--with-parent", "--port", Integer.toString(port), "--dir", directory.toString()));
        command.addAll(options);
        try {
            return new BrokerProcess(new ProcessBuilder(command).start(), port);
        } catch (IOException e) {
            throw new BrokerStartException("the Kafka broker's JVM cannot be started: " + e.getMessage(), e);
        }
    }

    private boolean saysReady() {
        try {
            BufferedReader reader = process.inputReader(UTF_8);
            String line = reader.readLine();
            inThread(() -> lines(process.getInputStream())); // a full pipe would block the broker
            return line != null && line.startsWith("broker ready");
        } catch (IOException e) {
            return false; // closed because the process was destroyed meanwhile
        }
    }

    private static String lines(InputStream in) {
        try {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            return ""; // closed because the process was destroyed
        }
    }

    private static void inThread(Runnable task) {
        Thread thread = new Thread(task, "broker-output");
        thread.setDaemon(true);
        thread.start();
    }
}
