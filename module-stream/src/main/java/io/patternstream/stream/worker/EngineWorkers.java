/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.worker;

import io.patternstream.api.explain.Explainer;
import io.patternstream.stream.pipeline.EnginePool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named threads that explain, each with its own explainer, before a queue of at most one further task per thread. Never on an
 * event loop. Closing ends the threads and frees the explainers.
 */
public final class EngineWorkers implements EnginePool, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EngineWorkers.class);
    private static final Consumer<Explainer> STOP = EngineWorkers::stop;

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final BlockingQueue<Consumer<Explainer>> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final int workers;
    private volatile Runnable freed = () -> {};

    private EngineWorkers(int workers) {
        this.workers = workers;
    }

    /**
     * Makes the explainers on the caller's thread, so that a failure is the caller's, and starts the threads.
     *
     * @param workers number of threads, at least 1
     * @param explainers makes one explainer per thread
     * @return the running workers
     */
    public static EngineWorkers start(int workers, Supplier<Explainer> explainers) {
        EngineWorkers pool = new EngineWorkers(workers);
        List<Explainer> made = new ArrayList<>();
        try {
            for (int i = 0; i < workers; i++) {
                made.add(explainers.get());
            }
        } catch (RuntimeException | Error e) {
            made.forEach(Explainer::close);
            throw e;
        }
        for (int i = 0; i < workers; i++) {
            Explainer explainer = made.get(i);
            Thread thread = new Thread(() -> pool.work(explainer), "patternstream-engine-" + i);
            thread.setDaemon(true);
            pool.threads.add(thread);
            thread.start();
        }
        return pool;
    }

    /**
     * Sets what is called, on the worker's thread, whenever a worker has finished a task.
     *
     * @param action must not block
     */
    public void onFreed(Runnable action) {
        freed = action;
    }

    @Override
    public boolean idle() {
        return outstanding.get() < workers;
    }

    @Override
    public boolean accepts() {
        return outstanding.get() < 2 * workers;
    }

    @Override
    public void execute(Consumer<Explainer> task) {
        outstanding.incrementAndGet();
        queue.add(task);
    }

    /** {@return the number of threads} */
    public int workers() {
        return workers;
    }

    /** {@return how many of them are at work} */
    public int busy() {
        return Math.min(workers, outstanding.get());
    }

    /** {@return whether every thread is alive} */
    public boolean alive() {
        return threads.stream().allMatch(Thread::isAlive);
    }

    /** Ends the threads after the tasks that are queued; waits two seconds for them, then leaves them to the JVM's end. */
    @Override
    public void close() {
        threads.forEach(thread -> queue.add(STOP));
        long deadline = System.nanoTime() + CLOSE.toNanos();
        try {
            for (Thread thread : threads) {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Only a sign in the queue; never called. */
    private static void stop(Explainer explainer) {}

    private void work(Explainer explainer) {
        try (explainer) {
            while (true) {
                Consumer<Explainer> task = queue.take();
                if (task == STOP) {
                    return;
                }
                run(task, explainer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Consumer<Explainer> task, Explainer explainer) {
        try {
            task.accept(explainer);
        } catch (RuntimeException | Error e) {
            LOGGER.atError().setCause(e).log("An engine task failed outside of its own error handling");
        } finally {
            outstanding.decrementAndGet();
            freed.run();
        }
    }
}
