/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.worker;

import io.patternstream.stream.pipeline.DelayedTasks;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delayed tasks on one named thread. Closing drops the tasks that are not due. */
public final class ThreadTimer implements DelayedTasks, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ThreadTimer.class);

    private final ScheduledThreadPoolExecutor executor;

    private ThreadTimer(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Starts a timer.
     *
     * @param name of its thread
     * @return the timer
     */
    public static ThreadTimer start(String name) {
        return new ThreadTimer(name);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        try {
            ScheduledFuture<?> unused = executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.atDebug().log("A delayed task came after the end and is dropped");
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOGGER.atError().setCause(e).log("A delayed task failed");
        }
    }
}
