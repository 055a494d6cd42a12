/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.metrics.StreamGauge;
import io.patternstream.stream.pipeline.OffsetTracker;
import io.patternstream.stream.pipeline.Ordering;
import io.patternstream.stream.pipeline.OutcomeOrder;
import io.patternstream.stream.training.FoldPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Wires the Kafka adapters: one producer, a verticle for images, and for each version of the model those of its patterns. */
public final class KafkaSide {
    private final KafkaParts parts;
    private final ClientSettings settings;
    private final BrokerOutage outage;
    private final StreamProducer producer;
    private final KafkaTopics topics;
    private final DeadLetters deadLetters;
    private final ImageConsumer images;
    private final PollVerticle consuming;
    private volatile @Nullable PatternSide patterns;

    private KafkaSide(Vertx vertx, KafkaParts parts) {
        StreamConfig config = parts.config();
        this.parts = parts;
        settings = new ClientSettings(config.kafka());
        outage = new BrokerOutage(settings.address(), parts.nanos());
        producer = StreamProducer.create(vertx, config.kafka(), outage, parts.metrics());
        topics = new KafkaTopics(config.topics(), settings);
        deadLetters = new DeadLetters(producer, deadLetterCodec(), parts.later(), parts.metrics());
        OffsetTracker tracker = OffsetTracker.create();
        images = new ImageConsumer(new ImageConsumer.Parts(
                config.topics().images(),
                config.kafka().groupId(),
                settings,
                outage,
                topics,
                this::patternsRead,
                OutcomeOrder.create(Ordering.of(config.kafka().order())),
                parts.pipeline(),
                tracker,
                delivery(tracker),
                parts.limiter(),
                parts.metrics(),
                parts.clock(),
                parts.nanos()));
        consuming = verticle(images);
        parts.metrics().gauge(StreamGauge.IMAGE_POLL_AGE_SECONDS, consuming::pollAgeSeconds);
    }

    /**
     * Wires everything that does not depend on the model's version; nothing runs yet.
     *
     * @param vertx where the producer's work runs
     * @param parts what it is made of
     * @return the Kafka side
     */
    public static KafkaSide create(Vertx vertx, KafkaParts parts) {
        return new KafkaSide(vertx, parts);
    }

    /** {@return the verticle that consumes images} */
    public PollVerticle consuming() {
        return consuming;
    }

    /**
     * Wires what a version of the model has for itself; nothing runs yet.
     *
     * @param version how its patterns are learned
     * @return its side
     */
    public PatternSide patterns(PatternSideParts version) {
        PatternFollower follower = new PatternFollower(new PatternFollower.Parts(
                parts.config().topics().patterns(),
                version.model(),
                settings,
                topics,
                version.codec(),
                version.drift(),
                version.activate(),
                version.swapped()));
        return new PatternSide(follower, verticle(follower), () -> {
            PollVerticle learning = verticle(training(version, follower));
            parts.metrics().gauge(StreamGauge.TRAINING_POLL_AGE_SECONDS, learning::pollAgeSeconds);
            return learning;
        });
    }

    /**
     * Sets which version's patterns must be read before images are.
     *
     * @param side its side
     */
    public void use(PatternSide side) {
        patterns = side;
    }

    /** Takes no more images from now on, but keeps polling, so that the group does not rebalance while work is finished. */
    public void pauseIntake() {
        images.pauseIntake();
    }

    /** {@return whether images may still come in, though the intake was paused: a poll may be under way} */
    public boolean takesIn() {
        return images.taking();
    }

    /**
     * Sends what is queued and closes the producer; after the verticles are undeployed.
     *
     * @param timeout upper bound
     * @return completes when it is closed
     */
    public Future<Void> closeProducer(Duration timeout) {
        return producer.close(timeout);
    }

    /** {@return why images are not consumed now, one line each; empty if they are} */
    public List<String> notReady() {
        List<String> reasons = new ArrayList<>();
        if (outage.out(ImageConsumer.ROLE) || outage.out(PatternFollower.ROLE) || !topics.checked()) {
            reasons.add("Kafka cannot be used now");
        } else if (!patternsRead()) {
            reasons.add("the patterns topic is not read to its end yet");
        } else if (!images.joined()) {
            reasons.add("the image consumer has not joined its group yet");
        }
        return reasons;
    }

    private boolean patternsRead() {
        PatternSide current = patterns;
        return current != null && current.caughtUp();
    }

    private PollVerticle verticle(PollLoop.Role role) {
        return new PollVerticle(new PollLoop(role, outage, parts.metrics(), parts.nanos()));
    }

    private Delivery delivery(OffsetTracker tracker) {
        if (!parts.config().kafka().exactlyOnce()) {
            return new AtLeastOnce(tracker, publisher(), new OffsetCommitter(outage, parts.metrics(), parts.nanos()));
        }
        return new ExactlyOnce(new ExactlyOnce.Parts(
                tracker,
                new Transactions(() -> new KafkaProducer<>(
                        settings.transactionalProducer(), new ByteArraySerializer(), new ByteArraySerializer())),
                heatmaps(),
                deadLetterCodec(),
                new LiveShow(parts.live()),
                parts.later(),
                parts.metrics(),
                parts.clock(),
                parts.nanos()));
    }

    private DeadLetterCodec deadLetterCodec() {
        return new DeadLetterCodec(
                parts.config().topics().deadLetters(),
                parts.model(),
                parts.config().kafka().groupId(),
                parts.clock());
    }

    private HeatmapCodec heatmaps() {
        return new HeatmapCodec(
                parts.model(),
                parts.config().topics().heatmaps(),
                parts.config().kafka().groupId(),
                parts.clock());
    }

    private OutcomePublisher publisher() {
        return new OutcomePublisher(new OutcomePublisher.Parts(
                producer,
                heatmaps(),
                deadLetters,
                new LiveShow(parts.live()),
                parts.later(),
                parts.metrics(),
                parts.clock()));
    }

    private TrainingConsumer training(PatternSideParts version, PatternFollower follower) {
        StreamConfig config = parts.config();
        FoldPolicy policy = new FoldPolicy(
                config.patterns().blockSize(),
                config.patterns().snapshotEvery(),
                config.patterns().halfLife());
        SnapshotPublisher publisher = new SnapshotPublisher(new SnapshotPublisher.Parts(
                config.topics().patterns(),
                version.model(),
                producer,
                version.codec(),
                version.check(),
                new SnapshotPublisher.Recipe(version.learners().preprocessing(), policy),
                follower,
                config.patterns().directory(),
                parts.metrics()));
        return new TrainingConsumer(new TrainingConsumer.Parts(
                config.topics().training(),
                config.kafka().groupId() + "-training",
                settings,
                topics,
                new TrainingPartition.Parts(
                        policy,
                        version.decoder(),
                        version.states().get(),
                        version.learners(),
                        deadLetters,
                        parts.model(),
                        parts.metrics()),
                config.patterns().goOnWithoutLost(),
                version.activations(),
                version.quality(),
                follower,
                publisher,
                parts.nanos()));
    }
}
