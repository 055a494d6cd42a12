/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish to stop, from Ctrl-C, SIGTERM or a closed terminal, or raised by the program itself. The first signal lets the
 * program drain; a second one ends it at once with status 130. Thread-safe.
 */
final class StopSignal {
    private static final int SECOND = 130;
    private final CountDownLatch raised = new CountDownLatch(1);

    private StopSignal() {}

    /** {@return a signal that SIGINT, SIGTERM and SIGHUP raise from now on} */
    static StopSignal install() {
        StopSignal stop = new StopSignal();
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            handle(name, stop::received);
        }
        return stop;
    }

    /** Asks the program to stop. */
    void raise() {
        raised.countDown();
    }

    /** Asks the program to stop as soon as something has ended, however it ended. */
    void raiseAfter(CompletableFuture<?> end) {
        CompletableFuture<?> unused = end.whenComplete((value, failure) -> raise());
    }

    /** {@return whether somebody asked the program to stop} */
    boolean isRaised() {
        return raised.getCount() == 0;
    }

    /** Waits until somebody asks the program to stop. */
    void await() {
        try {
            raised.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits as {@link #await()}, but not longer than the time given; {@return whether somebody asked} */
    boolean await(Duration time) {
        try {
            return raised.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
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
