/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Times workers that share out one number of batches, each in a thread of its own, as they do in the service: who is done takes
 * the next.
 *
 * @param nanoClock the clock
 * @param warmup batches of each worker before those that are timed
 * @param batches that are timed, of all workers together
 */
record Crew(LongSupplier nanoClock, int warmup, int batches) {

    /**
     * What came of it.
     *
     * @param timings of single batches
     * @param nanos from the start of the first to the end of the last
     */
    record Result(Timings timings, long nanos) {}

    /**
     * Runs the tasks, one per worker; tells of each batch that was timed, from the thread that did it.
     *
     * @throws CommandException if a task fails; the others are interrupted
     * @throws InterruptedException if the thread is interrupted
     */
    Result time(List<? extends Runnable> tasks, Runnable progress) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(batches);
        long[] start = new long[1];
        CyclicBarrier together = new CyclicBarrier(tasks.size(), () -> start[0] = nanoClock.getAsLong());
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            CompletionService<long[]> workers = new ExecutorCompletionService<>(threads);
            tasks.forEach(task -> workers.submit(() -> work(task, together, left, progress)));
            long[][] taken = new long[tasks.size()][];
            for (int i = 0; i < taken.length; i++) {
                taken[i] = workers.take().get();
            }
            long end = nanoClock.getAsLong();
            return new Result(
                    Timings.of(
                            Arrays.stream(taken).flatMapToLong(LongStream::of).toArray()),
                    end - start[0]);
        } catch (ExecutionException e) {
            throw new CommandException("a worker failed: " + e.getMessage(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private long[] work(Runnable task, CyclicBarrier together, AtomicInteger left, Runnable progress)
            throws InterruptedException, BrokenBarrierException {
        for (int i = 0; i < warmup; i++) {
            task.run();
        }
        together.await();
        LongStream.Builder taken = LongStream.builder();
        while (left.getAndDecrement() > 0) {
            long begin = nanoClock.getAsLong();
            task.run();
            taken.add(nanoClock.getAsLong() - begin);
            progress.run();
        }
        return taken.build().toArray();
    }
}
