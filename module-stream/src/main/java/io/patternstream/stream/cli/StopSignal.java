/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The wish to stop, from Ctrl-C, SIGTERM or a closed terminal, or raised by the program itself. The first signal lets the
 * program drain; a second one ends it at once with status 130. Thread-safe.
 */
final class StopSignal {
    private static final int SECOND = 130;
    private final CompletableFuture<Void> raised = new CompletableFuture<>();

    private StopSignal() {}

    /** {@return a signal that only the program raises} */
    static StopSignal create() {
        return new StopSignal();
    }

    /** {@return a signal that SIGINT, SIGTERM and SIGHUP raise from now on} */
    static StopSignal install() {
        StopSignal stop = create();
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            handle(name, stop::received);
        }
        return stop;
    }

    /** Asks the program to stop. */
    void raise() {
        raised.complete(null);
    }

    /** Asks the program to stop as soon as something has ended, however it ended. */
    void raiseAfter(CompletableFuture<?> end) {
        CompletableFuture<?> unused = end.whenComplete((value, failure) -> raise());
    }

    /** {@return whether somebody asked the program to stop} */
    boolean isRaised() {
        return raised.isDone();
    }

    /**
     * Does something that may take long, on a thread of its own.
     *
     * @param work is left to the JVM's end where somebody asks the program to stop before it is done
     * @return its result; empty if the program is to stop
     */
    <T> Optional<T> unlessRaised(Supplier<T> work) {
        CompletableFuture<Optional<T>> done = CompletableFuture.supplyAsync(
                () -> Optional.of(work.get()), task -> daemon(task).start());
        try {
            return done.applyToEither(raised.thenApply(nothing -> Optional.<T>empty()), result -> result)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** Waits until somebody asks the program to stop. */
    void await() {
        raised.join();
    }

    /** Waits as {@link #await()}, but not longer than the time given; {@return whether somebody asked} */
    boolean await(Duration time) {
        try {
            raised.get(time.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "patternstream-start");
        thread.setDaemon(true);
        return thread;
    }

    private void received() {
        if (isRaised()) {
            Runtime.getRuntime().halt(SECOND);
        }
        raise();
    }

    /**
     * Java has no public way to tell a second signal from the first; {@code sun.misc.Signal} is what module jdk.unsupported
     * keeps for it. By reflection, since javac warns of any mention of it.
     */
    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    StopSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, args) -> {
                        if ("handle".equals(method.getName())) {
                            action.run();
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new CommandException("cannot listen for signal " + name + ": " + e, e);
        }
    }
}
