/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class EngineWorkersTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ScriptedExplainer first = new ScriptedExplainer();
    private final ScriptedExplainer second = new ScriptedExplainer();
    private final Queue<ScriptedExplainer> explainers = new ArrayDeque<>(List.of(first, second));

    @Test
    void eachExplainerIsReadyForEverySizeBeforeTheFirstRecord() throws Exception {
        // When
        try (EngineWorkers workers = start("gradient")) {
            workers.awaitPrepared();

            // Then
            assertThat(first.prepared()).containsExactly(1, 2, 4);
            assertThat(second.prepared()).containsExactly(1, 2, 4);
        }
    }

    @Test
    void withoutPatternsTheWorkersRunAndAreReadiedOnceThereAreSome() throws Exception {
        // Given
        first.patterns(Optional.empty());
        second.patterns(Optional.empty());
        try (EngineWorkers workers = start("patternnet")) {
            workers.awaitPrepared();
            assertThat(preparedAtTasksOfBoth(workers)).containsExactly(List.of(), List.of());

            // When
            first.patterns(Optional.of(new SnapshotId("one")));
            second.patterns(Optional.of(new SnapshotId("one")));
            workers.prepareAgain();
            while (!workers.prepared()) {
                Thread.onSpinWait();
            }

            // Then
            assertThat(preparedAtTasksOfBoth(workers)).containsExactly(List.of(1, 2, 4), List.of(1, 2, 4));
        }
    }

    /** Each of two tasks waits for the other, so that each worker gets one. */
    private static List<List<Integer>> preparedAtTasksOfBoth(EngineWorkers workers) throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        List<List<Integer>> prepared = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            workers.execute(explainer -> {
                prepared.add(((ScriptedExplainer) explainer).prepared());
                try {
                    both.await();
                } catch (InterruptedException | BrokenBarrierException e) {
                    throw new AssertionError(e);
                }
                done.countDown();
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        return prepared;
    }

    @Test
    void workersWithoutTasksAreReadiedAgainToo() throws Exception {
        // Given
        try (EngineWorkers workers = start("gradient")) {
            workers.awaitPrepared();

            // When
            workers.prepareAgain();
            while (!workers.prepared()) {
                Thread.onSpinWait();
            }

            // Then
            assertThat(first.prepared()).containsExactly(1, 2, 4, 1, 2, 4);
            assertThat(second.prepared()).containsExactly(1, 2, 4, 1, 2, 4);
        }
    }

    @Test
    void tasksThatWaitComeBeforeReadyingAgain() throws Exception {
        // Given a worker at work, and a task that waits
        try (EngineWorkers workers =
                EngineWorkers.start(1, () -> first, new Preparation(List.of("gradient"), List.of(1, 2, 4), LONG))) {
            workers.awaitPrepared();
            CountDownLatch release = new CountDownLatch(1);
            CompletableFuture<List<Integer>> preparedAtNext = new CompletableFuture<>();
            workers.execute(explainer -> await(release));
            workers.execute(explainer -> preparedAtNext.complete(first.prepared()));

            // When
            workers.prepareAgain();
            release.countDown();

            // Then
            assertThat(preparedAtNext.get(10, TimeUnit.SECONDS)).containsExactly(1, 2, 4);
            while (!workers.prepared()) {
                Thread.onSpinWait();
            }
            assertThat(first.prepared()).containsExactly(1, 2, 4, 1, 2, 4);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anEngineThatCannotBePreparedServesAllTheSame() throws Exception {
        // Given a size for which memory runs out
        Queue<ScriptedExplainer> two = new ArrayDeque<>(List.of(first, second));
        try (EngineWorkers workers =
                EngineWorkers.start(2, two::remove, new Preparation(List.of("gradient"), List.of(1, -1, 2), LONG))) {
            // When
            workers.awaitPrepared();
            CompletableFuture<Boolean> served = new CompletableFuture<>();
            workers.execute(explainer -> served.complete(true));

            // Then
            assertThat(served.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(workers.alive()).isTrue();
            assertThat(first.prepared()).containsExactly(1);
        }
    }

    @Test
    void noFurtherSizeIsBegunWhenTheTimeIsOver() throws Exception {
        // When
        Preparation none = new Preparation(List.of("gradient"), List.of(1, 2), Duration.ZERO);
        try (EngineWorkers workers = EngineWorkers.start(2, explainers::remove, none)) {
            workers.awaitPrepared();

            // Then
            assertThat(workers.prepared()).isTrue();
            assertThat(first.prepared()).isEmpty();
        }
    }

    private EngineWorkers start(String method) {
        return EngineWorkers.start(2, explainers::remove, new Preparation(List.of(method), List.of(1, 2, 4), LONG));
    }
}
