/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.config.TopicsConfig;
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

/** Wires the Kafka adapters: one producer, and a verticle each for images, patterns and training. */
public final class KafkaSide {
    private final StreamProducer producer;
    private final ImageConsumer images;
    private final PatternFollower follower;
    private final List<PollVerticle> verticles = new ArrayList<>();
    private final BrokerOutage outage;
    private final KafkaTopics topics;

    private KafkaSide(Vertx vertx, KafkaParts parts) {
        StreamConfig config = parts.config();
        TopicsConfig names = config.topics();
        String group = config.kafka().groupId();
        ClientSettings settings = new ClientSettings(config.kafka());
        outage = new BrokerOutage(settings.address(), parts.nanos());
        producer = StreamProducer.create(vertx, config.kafka(), outage, parts.metrics());
        topics = new KafkaTopics(names, settings);
        DeadLetters deadLetters = new DeadLetters(producer, deadLetterCodec(parts), parts.later(), parts.metrics());
        follower = new PatternFollower(new PatternFollower.Parts(
                names.patterns(), parts.model(), settings, topics, parts.codec(), parts.activate(), parts.metrics()));
        OffsetTracker tracker = OffsetTracker.create();
        images = new ImageConsumer(new ImageConsumer.Parts(
                names.images(),
                group,
                settings,
                outage,
                topics,
                follower::caughtUp,
                OutcomeOrder.create(Ordering.of(config.kafka().order())),
                parts.pipeline(),
                tracker,
                delivery(parts, settings, tracker, deadLetters),
                parts.limiter(),
                parts.metrics(),
                parts.clock(),
                parts.nanos()));
        PollVerticle imagesVerticle = verticle(images, parts);
        verticles.add(verticle(follower, parts));
        verticles.add(imagesVerticle);
        parts.metrics().gauge(StreamGauge.IMAGE_POLL_AGE_SECONDS, imagesVerticle::pollAgeSeconds);
        if (config.patterns().learn()) {
            PollVerticle training = verticle(training(parts, settings, deadLetters), parts);
            verticles.add(training);
            parts.metrics().gauge(StreamGauge.TRAINING_POLL_AGE_SECONDS, training::pollAgeSeconds);
        }
    }

    /**
     * Wires everything; nothing runs yet.
     *
     * @param vertx where the producer's work runs
     * @param parts what it is made of
     * @return the Kafka side
     */
    public static KafkaSide create(Vertx vertx, KafkaParts parts) {
        return new KafkaSide(vertx, parts);
    }

    /** {@return the verticles to deploy, in this order} */
    public List<PollVerticle> verticles() {
        return List.copyOf(verticles);
    }

    /** Takes no more images from now on, but keeps polling, so that the group does not rebalance while work is finished. */
    public void pauseIntake() {
        images.pauseIntake();
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
        if (outage.out(images.name()) || outage.out(follower.name()) || !topics.checked()) {
            reasons.add("Kafka cannot be used now");
        } else if (!follower.caughtUp()) {
            reasons.add("the patterns topic is not read to its end yet");
        } else if (!images.joined()) {
            reasons.add("the image consumer has not joined its group yet");
        }
        return reasons;
    }

    private static PollVerticle verticle(PollLoop.Role role, BrokerOutage outage, KafkaParts parts) {
        return new PollVerticle(new PollLoop(role, outage, parts.metrics(), parts.nanos()));
    }

    private PollVerticle verticle(PollLoop.Role role, KafkaParts parts) {
        return verticle(role, outage, parts);
    }

    private Delivery delivery(
            KafkaParts parts, ClientSettings settings, OffsetTracker tracker, DeadLetters deadLetters) {
        if (!parts.config().kafka().exactlyOnce()) {
            return new AtLeastOnce(
                    tracker,
                    publisher(parts, deadLetters),
                    new OffsetCommitter(outage, parts.metrics(), parts.nanos()));
        }
        return new ExactlyOnce(new ExactlyOnce.Parts(
                tracker,
                new Transactions(() -> new KafkaProducer<>(
                        settings.transactionalProducer(), new ByteArraySerializer(), new ByteArraySerializer())),
                heatmaps(parts),
                deadLetterCodec(parts),
                new LiveShow(parts.live()),
                parts.later(),
                parts.metrics(),
                parts.clock(),
                parts.nanos()));
    }

    private static DeadLetterCodec deadLetterCodec(KafkaParts parts) {
        return new DeadLetterCodec(
                parts.config().topics().deadLetters(),
                parts.model().name(),
                parts.config().kafka().groupId(),
                parts.clock());
    }

    private static HeatmapCodec heatmaps(KafkaParts parts) {
        return new HeatmapCodec(
                parts.model(),
                parts.maker(),
                parts.config().topics().heatmaps(),
                parts.config().kafka().groupId(),
                parts.clock());
    }

    private OutcomePublisher publisher(KafkaParts parts, DeadLetters deadLetters) {
        return new OutcomePublisher(new OutcomePublisher.Parts(
                producer,
                heatmaps(parts),
                deadLetters,
                new LiveShow(parts.live()),
                parts.later(),
                parts.metrics(),
                parts.clock()));
    }

    private TrainingConsumer training(KafkaParts parts, ClientSettings settings, DeadLetters deadLetters) {
        StreamConfig config = parts.config();
        SnapshotPublisher publisher = new SnapshotPublisher(new SnapshotPublisher.Parts(
                config.topics().patterns(),
                parts.model(),
                producer,
                parts.codec(),
                parts.gate(),
                follower,
                config.patterns().directory()));
        return new TrainingConsumer(new TrainingConsumer.Parts(
                config.topics().training(),
                config.kafka().groupId() + "-training",
                settings,
                topics,
                new TrainingPartition.Parts(
                        new FoldPolicy(
                                config.patterns().blockSize(), config.patterns().snapshotEvery()),
                        parts.decoder(),
                        parts.states().get(),
                        parts.learners(),
                        deadLetters,
                        parts.model().name(),
                        parts.metrics()),
                config.patterns().goOnWithoutLost(),
                parts.activations(),
                follower,
                publisher,
                parts.nanos()));
    }
}
