/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LaidOutPatterns;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.patterns.PatternRegistry;
import io.patternstream.patterns.PatternTrainer;
import io.patternstream.stream.dataset.Batches;
import io.patternstream.stream.dataset.Dataset;
import io.patternstream.stream.profile.ModelProfile;
import io.patternstream.stream.worker.EngineWorkers;
import io.patternstream.stream.worker.Preparation;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Patterns are swapped while workers have more to do than they can: what it costs, and that nothing is mixed or kept. The
 * number of swaps is {@code -Dpatternstream.swaps}.
 */
@Timeout(300)
final class PatternSwapTest {
    private static final Path DEMO = Path.of("..", "demo");
    private static final List<String> METHODS = List.of("patternnet", "patternattribution");
    private static final int SWAPS = Integer.getInteger("patternstream.swaps", 20);
    private static final int BATCH = 16;
    private static final List<Integer> SIZES = List.of(1, 2, 4, 8, BATCH);
    private static final int WORKERS = 2;
    /** Batches between two swaps, for each worker. */
    private static final int BETWEEN = 4;

    private final Path file = DEMO.resolve("fashion-mnist-cnn.zip");
    private final Model model = Model.load(file);
    private final ModelProfile profile = ModelProfile.of(file, model.description());
    private final PatternRegistry registry = PatternRegistry.create(model.description(), model.layers());

    /** What a worker did: when a batch began and ended, and what came out. */
    private record Done(Thread worker, long begin, long end, Explanations result) {}

    @Test
    void nothingIsMixedAndASwapKeepsAWorkerForLessThanABatch() throws Exception {
        // Given two snapshots and what each makes of the images
        Engine engine = Engine.open(model, EngineOptions.of("onednn"), registry);
        List<PatternSnapshot> snapshots = List.of(learned(engine, 256), learned(engine, 512));
        ExplainRequest request = request();
        Map<SnapshotId, Explanations> alone = new HashMap<>();
        for (PatternSnapshot snapshot : snapshots) {
            registry.activate(snapshot);
            try (Explainer explainer = engine.newExplainer()) {
                alone.put(snapshot.id(), explainer.explain(request));
            }
        }
        Queue<Done> done = new ConcurrentLinkedQueue<>();
        List<Long> swaps = new ArrayList<>();
        Queue<LaidOutPatterns> laidOut = new ArrayDeque<>();

        // When
        Preparation preparation = new Preparation(METHODS, SIZES, Duration.ofMinutes(1));
        try (EngineWorkers workers = EngineWorkers.start(WORKERS, engine::newExplainer, preparation)) {
            workers.awaitPrepared();
            Semaphore room = new Semaphore(2 * WORKERS);
            workers.onFreed(room::release);
            for (int swap = 0; swap < SWAPS; swap++) {
                for (int i = 0; i < WORKERS * BETWEEN; i++) {
                    room.acquire();
                    workers.execute(explainer -> {
                        long begin = System.nanoTime();
                        Explanations result = explainer.explain(request);
                        done.add(new Done(Thread.currentThread(), begin, System.nanoTime(), result));
                    });
                }
                PatternSnapshot next = snapshots.get(swap % 2);
                laidOut.add(engine.layOut(next));
                registry.activate(next);
                workers.prepareAgain();
                swaps.add(System.nanoTime());
                if (swap > 0) {
                    laidOut.remove().close();
                }
            }
            room.acquire(2 * WORKERS);
        }

        // Then
        assertThat(done).hasSize(SWAPS * WORKERS * BETWEEN);
        assertThat(done).allSatisfy(batch -> {
            List<Attribution> maps = batch.result().attributions();
            SnapshotId id = maps.get(0).patterns().orElseThrow().id();
            assertThat(maps).allMatch(map -> map.patterns().orElseThrow().id().equals(id));
            for (int m = 0; m < maps.size(); m++) {
                assertThat(maps.get(m).values().values())
                        .as("exactly what %s makes alone", id)
                        .isEqualTo(alone.get(id).attributions().get(m).values().values());
            }
        });
        assertThat(done.stream().map(PatternSwapTest::snapshot).distinct()).hasSize(2);
        long batch = median(done.stream().map(each -> each.end() - each.begin()).toList());
        List<Long> costs = costs(done, swaps, batch);
        System.out.printf(
                "a batch takes %.2f ms (median), the one after a swap %.2f ms longer (median of %d)%n",
                batch / 1e6, median(costs) / 1e6, costs.size());
        assertThat(costs).hasSizeGreaterThan(SWAPS / 2);
        assertThat(median(costs)).isLessThan(batch);
        laidOut.remove().close();
    }

    @Test
    void whatAnOldSnapshotHeldIsFreedWithItsLastUse() throws Exception {
        // Given
        Engine engine = Engine.open(model, EngineOptions.of("onednn"), registry);
        PatternSnapshot next = learned(engine, 512);
        PatternSnapshot first = learned(engine, 256);
        registry.activate(first);
        WeakReference<PatternSnapshot> old = new WeakReference<>(first);
        first = null;
        Preparation preparation = new Preparation(METHODS, SIZES, Duration.ofMinutes(1));
        try (EngineWorkers workers = EngineWorkers.start(WORKERS, engine::newExplainer, preparation)) {
            workers.awaitPrepared();
            long held = engine.nativeBytes();
            Semaphore released = new Semaphore(0);
            Semaphore leased = new Semaphore(0);
            workers.execute(explainer -> {
                explainer.explain(request());
                leased.release();
                released.acquireUninterruptibly();
            });
            leased.acquire();

            // When
            LaidOutPatterns laidOut = engine.layOut(next);
            registry.activate(next);
            workers.prepareAgain();

            // Then: a worker that is still at work keeps what it uses
            assertThat(workers.prepared()).isFalse();
            released.release();
            await(workers);
            laidOut.close();
            assertThat(engine.nativeBytes()).isEqualTo(held);
            for (int i = 0; i < 100 && old.get() != null; i++) {
                System.gc();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            assertThat(old.get()).isNull();

            // When it goes on for long
            for (int swap = 0; swap < SWAPS; swap++) {
                registry.activate(swap % 2 == 0 ? learned(engine, 64) : next);
                workers.prepareAgain();
                await(workers);
            }

            // Then
            assertThat(engine.nativeBytes()).isEqualTo(held);
        }
    }

    private static void await(EngineWorkers workers) {
        while (!workers.prepared()) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    /** How much longer than usual it takes from the end of a worker's batch to that of its next, where a swap came between. */
    private static List<Long> costs(Queue<Done> done, List<Long> swaps, long batch) {
        List<Long> costs = new ArrayList<>();
        Map<Thread, Done> last = new HashMap<>();
        for (Done next : done) {
            Done before = last.put(next.worker(), next);
            boolean swapped =
                    before != null && swaps.stream().anyMatch(swap -> swap > before.begin() && swap < next.begin());
            if (swapped) {
                costs.add(next.end() - before.end() - batch);
            }
        }
        return costs;
    }

    private static long median(List<Long> values) {
        List<Long> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static SnapshotId snapshot(Done batch) {
        return batch.result().attributions().get(0).patterns().orElseThrow().id();
    }

    private PatternSnapshot learned(Engine engine, int images) {
        PatternTrainer trainer = PatternTrainer.create(
                model.description(), model.layers(), List.of("linear", "relu"), InstantSource.system());
        Batches training = batches("training.idx3-ubyte.gz");
        try (ActivationSource source = engine.newActivationSource()) {
            while (trainer.samples() < images) {
                Tensor batch = training.next();
                source.observe(batch, trainer);
                trainer.folded(batch.shape().dimension(0));
            }
        }
        return trainer.snapshot(Map.of());
    }

    private ExplainRequest request() {
        Tensor batch = batches("images.idx3-ubyte.gz").next();
        return ExplainRequest.of(batch, METHODS, Collections.nCopies(BATCH, new Target.MaxOutput()));
    }

    private Batches batches(String images) {
        return Batches.create(
                Dataset.open(List.of(DEMO.resolve(images))),
                profile.preprocessing(),
                model.description().input(),
                BATCH);
    }
}
