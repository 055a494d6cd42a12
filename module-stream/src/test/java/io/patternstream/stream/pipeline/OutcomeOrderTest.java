/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.Target;
import io.patternstream.stream.metrics.IgnoredMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole pipeline with engines that finish, fail and recover at random, and a broker that acknowledges at random. */
final class OutcomeOrderTest {
    private static final int HISTORIES = Integer.getInteger("patternstream.histories", 400);
    private static final Duration DELAY = Duration.ofMillis(5);

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void outputsKeepTheOrderThatIsAskedFor(Ordering ordering) {
        int overtaken = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            // Given
            History history = new History(ordering, seed);

            // When
            history.run(60);
            history.finish();

            // Then
            assertThat(history.open).as("unfinished, seed %d", seed).isEmpty();
            assertThat(history.ended).as("seed %d", seed).hasSize(60);
            assertThat(history.disorders(ordering)).as("seed %d", seed).isEmpty();
            assertThat(history.order.lanes()).as("lanes left, seed %d", seed).isZero();
            overtaken += history.disorders(Ordering.PARTITION).size();
        }
        if (ordering == Ordering.PARTITION) {
            assertThat(overtaken).isZero();
        } else {
            assertThat(overtaken).as("records that may overtake others do so").isGreaterThan(HISTORIES);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KEY", "PARTITION"})
    void whatIsBehindARecordThatIsGivenUpIsNotPublished(Ordering ordering) {
        int given = 0;
        for (int seed = 0; seed < HISTORIES; seed++) {
            // Given
            History history = new History(ordering, seed);
            history.run(40);

            // When its partition is revoked, or the service drains
            if (seed % 2 == 0) {
                history.pipeline.abandon(id -> id.partition() == 0);
            } else {
                history.pipeline.abandonWaiting();
            }
            history.run(20);
            history.finish();

            // Then
            assertThat(history.open).as("unfinished, seed %d", seed).isEmpty();
            assertThat(history.ended.size() + history.abandoned.size()).isEqualTo(60);
            assertThat(history.disorders(ordering)).as("seed %d", seed).isEmpty();
            assertThat(history.overtakenAbandoned(ordering)).as("seed %d", seed).isEmpty();
            given += history.abandoned.size();
        }
        assertThat(given).isGreaterThan(HISTORIES);
    }

    @Test
    void aNewAssignmentDoesNotWaitForAnEarlierOne() {
        // Given a record whose acknowledgement never comes, and one that was given up behind it
        OutcomeOrder order = OutcomeOrder.create(Ordering.KEY);
        List<String> published = new ArrayList<>();
        order.enter(record(0, 0, "k"), 1, settled -> new Note("old", published)).completed(failed());
        order.enter(record(0, 1, "k"), 1, settled -> new Note("given up", published))
                .abandoned();

        // When
        order.enter(record(0, 2, "k"), 1, settled -> new Note("behind", published))
                .completed(failed());
        order.enter(record(0, 1, "k"), 2, settled -> new Note("new", published)).completed(failed());

        // Then
        assertThat(published).containsExactly("old", "given up abandoned", "behind abandoned", "new");
    }

    @Test
    void keysAreEqualByContentAndOnlyWithinTheirPartition() {
        // Given
        OutcomeOrder order = OutcomeOrder.create(Ordering.KEY);
        List<String> published = new ArrayList<>();
        order.enter(record(0, 0, "k"), 1, settled -> new Note("first", published))
                .completed(failed());

        // When
        order.enter(record(0, 1, "k"), 1, settled -> new Note("waits", published))
                .completed(failed());
        order.enter(record(1, 0, "k"), 1, settled -> new Note("elsewhere", published))
                .completed(failed());
        order.enter(record(0, 2, null), 1, settled -> new Note("keyless", published))
                .completed(failed());
        order.enter(record(0, 3, ""), 1, settled -> new Note("empty", published))
                .completed(failed());

        // Then
        assertThat(published).containsExactly("first", "elsewhere", "keyless", "empty");
    }

    private static Outcome failed() {
        return new Outcome.Failed(
                new Trouble(ErrorType.ENGINE_FAILURE, FailedAt.EXPLAIN, "it fails", 1, Optional.empty()));
    }

    private static ImageRecord record(int partition, long offset, String key, String... value) {
        return new ImageRecord(
                new RecordId("images", partition, offset),
                key == null ? null : payload(key),
                payload(String.join(" ", value)),
                List.of(),
                Instant.EPOCH);
    }

    private static Payload payload(String text) {
        return Payload.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A publication that is never acknowledged. */
    private record Note(String name, List<String> published) implements Completion {
        @Override
        public void completed(Outcome outcome) {
            published.add(name);
        }

        @Override
        public void abandoned() {
            published.add(name + " abandoned");
        }
    }

    /** One seeded run: three partitions, four keys and none, two workers. */
    private static final class History {
        private final Random random;
        private final ManualTime time = new ManualTime();
        private final ScriptedExplainer explainer = new ScriptedExplainer();
        private final RandomPool pool;
        private final OutcomeOrder order;
        private final ExplainPipeline pipeline;
        private final List<Runnable> unacknowledged = new ArrayList<>();
        private final Map<RecordId, ImageRecord> open = new HashMap<>();
        private final List<ImageRecord> ended = new ArrayList<>();
        private final List<ImageRecord> abandoned = new ArrayList<>();
        private final long[] next = new long[3];

        History(Ordering ordering, int seed) {
            random = new Random(seed);
            pool = new RandomPool(explainer, random);
            order = OutcomeOrder.create(ordering);
            pipeline = ExplainPipeline.create(
                    new PipelineParts(
                            new ModelVersion(
                                    ScriptedExplainer.MODEL,
                                    List.of(),
                                    OptionsReader.of(
                                            ScriptedExplainer.MODEL,
                                            List.of("gradient"),
                                            new Target.ClassIndex(1),
                                            name -> name),
                                    (bytes, type) -> () -> decode(bytes),
                                    ScriptedExplainer.MAKER,
                                    pool),
                            Runnable::run,
                            time,
                            time,
                            time,
                            new IgnoredMetrics()),
                    new BatchPolicy(4, DELAY));
        }

        /** Sends so many records while everything else goes on. */
        void run(int records) {
            int left = records;
            while (left > 0) {
                if (random.nextInt(3) == 0) {
                    send();
                    left--;
                }
                step();
            }
        }

        void finish() {
            for (int i = 0; i < 20_000 && !open.isEmpty(); i++) {
                step();
            }
        }

        private void step() {
            switch (random.nextInt(5)) {
                case 0 -> pool.finishOne(pipeline);
                case 1, 2 -> acknowledgeOne();
                case 3 -> time.advance(Duration.ofMillis(random.nextInt(200)));
                default -> explainer.failNext(random.nextInt(8) == 0 ? 1 + random.nextInt(4) : 0);
            }
        }

        private void send() {
            int partition = random.nextInt(next.length);
            String key = random.nextInt(5) == 0 ? null : "k" + random.nextInt(4);
            String value = random.nextInt(12) == 0 ? "" + ScriptedExplainer.POISON : "" + random.nextInt(9);
            String[] numbers = random.nextInt(20) == 0 ? new String[] {"junk"} : new String[] {value, "1"};
            ImageRecord record = record(partition, next[partition]++, key, numbers);
            open.put(record.id(), record);
            pipeline.submit(record, order.enter(record, 1, settled -> new Publication(record, settled)));
        }

        private void acknowledgeOne() {
            if (!unacknowledged.isEmpty()) {
                unacknowledged.remove(random.nextInt(unacknowledged.size())).run();
            }
        }

        private static io.patternstream.api.tensor.Tensor decode(byte[] bytes) {
            String[] numbers = new String(bytes, StandardCharsets.UTF_8).split(" ");
            return io.patternstream.api.tensor.Tensor.of(
                    ScriptedExplainer.MODEL.input(), Float.parseFloat(numbers[0]), Float.parseFloat(numbers[1]));
        }

        /** Pairs of records that share a lane, of which the later one was published first. */
        List<String> disorders(Ordering ordering) {
            List<String> found = new ArrayList<>();
            for (int i = 0; i < ended.size(); i++) {
                for (int j = i + 1; j < ended.size(); j++) {
                    if (inOrder(ordering, ended.get(j), ended.get(i))) {
                        found.add(ended.get(i).id() + " before " + ended.get(j).id());
                    }
                }
            }
            return found;
        }

        /** Records that were published although one before them in their lane was given up. */
        List<String> overtakenAbandoned(Ordering ordering) {
            List<String> found = new ArrayList<>();
            for (ImageRecord gone : abandoned) {
                for (ImageRecord passed : ended) {
                    if (inOrder(ordering, gone, passed)) {
                        found.add(passed.id() + " passed " + gone.id());
                    }
                }
            }
            return found;
        }

        private static boolean inOrder(Ordering ordering, ImageRecord first, ImageRecord second) {
            boolean lane =
                    switch (ordering) {
                        case NONE -> false;
                        case KEY -> first.key() != null && first.key().equals(second.key());
                        case PARTITION -> true;
                    };
            return lane
                    && first.id().source().equals(second.id().source())
                    && first.id().offset() < second.id().offset();
        }

        /** Sends to a broker that acknowledges some time later. */
        private final class Publication implements Completion {
            private final ImageRecord record;
            private final Runnable settled;

            Publication(ImageRecord record, Runnable settled) {
                this.record = record;
                this.settled = settled;
            }

            @Override
            public void completed(Outcome outcome) {
                assertThat(unacknowledged).hasSizeLessThan(61);
                ended.add(record);
                unacknowledged.add(() -> {
                    close();
                    settled.run();
                });
            }

            @Override
            public void abandoned() {
                abandoned.add(record);
                close();
                settled.run();
            }

            private void close() {
                assertThat(open.remove(record.id())).as("ended twice").isNotNull();
            }
        }
    }
}
