/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Runs one Kafka broker on 127.0.0.1 until SIGTERM, SIGINT or (with {@code --with-parent}) the end of standard input.
 *
 * <p>Prints one line to standard output when clients can connect. Errors are one line on standard error and exit
 * status 1; the broker's own log goes to {@code broker.log} in its directory.
 */
public final class BrokerMain {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final String LOG_PROPERTY = "patternstream.broker.log"; // read by this package's logback.xml

    private final BrokerOptions options;
    private final PrintStream err;
    private final AtomicBoolean stopping = new AtomicBoolean();

    private BrokerMain(BrokerOptions options, PrintStream err) {
        this.options = options;
        this.err = err;
    }

    /**
     * Runs the broker.
     *
     * @param args {@code --port PORT --dir DIRECTORY [--with-parent] [--temporary]}
     */
    public static void main(String[] args) {
        PrintStream err = System.err;
        try {
            new BrokerMain(BrokerOptions.parse(args), err).run(System.out);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            Runtime.getRuntime().halt(USAGE);
        } catch (BrokerException e) {
            err.println(e.getMessage());
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private void run(PrintStream out) {
        long begin = System.nanoTime();
        BrokerSettings.checkFree(options.port());
        configureLog();
        BrokerDirectory directory = BrokerDirectory.prepare(options.directory(), options.temporary());
        try {
            KafkaRaftServer server = start(directory);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            out.println("broker ready on 127.0.0.1:" + options.port() + " after " + millis + " ms");
            out.flush();
            server.awaitShutdown();
        } catch (RuntimeException | LinkageError e) {
            if (!stopping.get()) {
                err.println("the broker failed: " + e);
                if (options.temporary()) {
                    directory.delete();
                }
                Runtime.getRuntime().halt(FAILED);
            }
        }
    }

    /** Before the first logger exists. The file is not at the root of the class path, where other programs would find it. */
    private void configureLog() {
        System.setProperty(
                LOG_PROPERTY, BrokerDirectory.logFile(options.directory()).toString());
        System.setProperty("logback.configurationFile", "io/patternstream/broker/logback.xml");
    }

    private KafkaRaftServer start(BrokerDirectory directory) {
        haltWithOneLine(directory);
        Properties settings =
                BrokerSettings.of(options.port(), BrokerSettings.freePort(), BrokerDirectory.data(options.directory()));
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, directory), "broker-stop"));
        if (options.withParent()) {
            stopAtEndOf(System.in);
        }
        server.startup();
        return server;
    }

    /** Kafka halts its JVM when, for instance, the disk is full; say why. */
    private void haltWithOneLine(BrokerDirectory directory) {
        Exit.Procedure procedure = (status, message) -> {
            if (stopping.compareAndSet(false, true)) {
                err.println(directory.failure());
                if (options.temporary()) {
                    directory.delete();
                }
            }
            Runtime.getRuntime().halt(FAILED);
        };
        Exit.setHaltProcedure(procedure);
        Exit.setExitProcedure(procedure);
    }

    /** Runs once, as the JVM's shutdown hook; a clean stop ends with status 0 whatever began it. */
    private void stop(KafkaRaftServer server, BrokerDirectory directory) {
        stopping.set(true);
        server.shutdown();
        server.awaitShutdown();
        if (options.temporary()) {
            directory.delete();
        } else {
            directory.tidy();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void stopAtEndOf(InputStream in) {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // what the parent writes has no meaning; only the end does
                        }
                    } catch (IOException e) {
                        // an unreadable input has ended as well
                    }
                    Runtime.getRuntime().exit(0);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }
}
