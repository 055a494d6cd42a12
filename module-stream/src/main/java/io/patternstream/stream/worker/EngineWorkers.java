/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.worker;

import io.patternstream.api.explain.Explainer;
import io.patternstream.stream.pipeline.EnginePool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named threads that explain, each with its own explainer, before a queue of at most one further task per thread. Never on an
 * event loop. Each readies its explainer before its first task, and again, between tasks, when asked to. Closing ends the threads
 * and frees the explainers.
 */
public final class EngineWorkers implements EnginePool, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(EngineWorkers.class);
    private static final Consumer<Explainer> STOP = EngineWorkers::stop;

    private static final Duration CLOSE = Duration.ofSeconds(2);

    /** Guards itself; workers wait on it for a task, or to be asked to ready their explainers again. */
    private final Queue<Consumer<Explainer>> queue = new ArrayDeque<>();

    private final AtomicInteger outstanding = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final int workers;
    private final Preparation preparation;
    private final CountDownLatch prepared;
    private final AtomicInteger preparations = new AtomicInteger(1);
    private final AtomicIntegerArray preparationsDone;
    private final Map<Integer, String> failures = new ConcurrentHashMap<>();
    private volatile Runnable freed = () -> {};

    private EngineWorkers(int workers, Preparation preparation) {
        this.workers = workers;
        this.preparation = preparation;
        this.prepared = new CountDownLatch(workers);
        this.preparationsDone = new AtomicIntegerArray(workers);
    }

    /**
     * Makes the explainers on the caller's thread, so that a failure is the caller's, and starts the threads.
     *
     * @param workers number of threads, at least 1
     * @param explainers makes one explainer per thread
     * @param preparation what each is readied for
     * @return the running workers
     */
    public static EngineWorkers start(int workers, Supplier<Explainer> explainers, Preparation preparation) {
        EngineWorkers pool = new EngineWorkers(workers, preparation);
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
            int worker = i;
            Explainer explainer = made.get(i);
            Thread thread = new Thread(() -> pool.work(worker, explainer), "patternstream-engine-" + i);
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
        put(task);
    }

    private void put(Consumer<Explainer> task) {
        synchronized (queue) {
            queue.add(task);
            queue.notifyAll();
        }
    }

    /** Waits; returns null where there is no task but the explainer is to be readied. */
    private @Nullable Consumer<Explainer> next(int worker) throws InterruptedException {
        synchronized (queue) {
            while (queue.isEmpty() && preparationsDone.get(worker) == preparations.get()) {
                queue.wait();
            }
            return queue.poll();
        }
    }

    /**
     * Has every worker ready its explainer again as soon as no task waits: a task is never kept waiting for what others will
     * need. For after a swap of patterns; does not block.
     */
    public void prepareAgain() {
        synchronized (queue) {
            preparations.incrementAndGet();
            queue.notifyAll();
        }
    }

    /** {@return whether every worker has readied its explainer since that was last asked for} */
    public boolean prepared() {
        int asked = preparations.get();
        return IntStream.range(0, workers).allMatch(worker -> preparationsDone.get(worker) == asked);
    }

    /** {@return why a worker could not ready its explainer for all that it should; empty if all could} */
    public Optional<String> unprepared() {
        return failures.values().stream().findFirst();
    }

    /**
     * Waits until every worker has readied its explainer once.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitPrepared() throws InterruptedException {
        prepared.await();
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
        threads.forEach(thread -> put(STOP));
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

    private void work(int worker, Explainer explainer) {
        try (explainer) {
            prepare(worker, explainer, () -> true);
            prepared.countDown();
            while (true) {
                Consumer<Explainer> task = next(worker);
                if (task == STOP) {
                    return;
                }
                if (task == null) {
                    prepare(worker, explainer, this::noTaskWaits);
                } else {
                    run(task, explainer);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean noTaskWaits() {
        synchronized (queue) {
            return queue.isEmpty();
        }
    }

    private void prepare(int worker, Explainer explainer, BooleanSupplier goesOn) {
        int asked = preparations.get();
        failures.remove(worker);
        Preparation.Outcome outcome = preparation.apply(explainer, goesOn);
        outcome.failure().ifPresent(reason -> failures.put(worker, reason));
        if (outcome.complete()) {
            preparationsDone.set(worker, asked);
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
