/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends arrays to the image topic until it is told to stop, numbered, and reads what became of them. */
final class ImageLoad implements AutoCloseable {
    /** Different images; number n is image n % IMAGES. */
    static final int IMAGES = 20;

    private static final Shape SHAPE = Shape.of(1, 28, 28);
    private static final int KEYS = 11;
    private static final int METHODS = 2;
    private static final int AT_ONCE = 10;
    private static final long PAUSE_NANOS = Duration.ofMillis(40).toNanos();

    private final AtomicInteger sent = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopping;

    private ImageLoad(String bootstrap) {
        thread = new Thread(() -> send(bootstrap), "image-load");
        thread.setDaemon(true);
    }

    static ImageLoad start(String bootstrap) {
        ImageLoad load = new ImageLoad(bootstrap);
        load.thread.start();
        return load;
    }

    /**
     * One heatmap of the topic.
     *
     * @param number of the image
     * @param key of the record
     * @param method that made it
     * @param version hash of the model that it names
     * @param patterns the snapshot that it names; empty if none
     * @param values the heatmap
     */
    record Heatmap(int number, String key, String method, String version, String patterns, Tensor values) {}

    /** Sends images to learn from. */
    static void train(String bootstrap, int images) {
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrap)) {
            for (int i = 0; i < images; i++) {
                var unused = producer.send(new ProducerRecord<>("patternstream.training", Npy.write(image(i))));
            }
        }
    }

    /** One of the images, always the same. */
    static Tensor image(int number) {
        Random random = new Random(number % IMAGES);
        float[] values = new float[SHAPE.elementCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return Tensor.wrap(SHAPE, values);
    }

    /** Sends records that are no images. */
    static void junk(String bootstrap, int records) {
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrap)) {
            for (int i = 0; i < records; i++) {
                var unused = producer.send(
                        new ProducerRecord<>("patternstream.images", "junk".getBytes(UTF_8), "junk".getBytes(UTF_8)));
            }
        }
    }

    /** Waits until so many more have been sent. */
    void awaitMore(int images) {
        int goal = sent.get() + images;
        while (sent.get() < goal) {
            assertThat(thread.isAlive()).isTrue();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Stops; returns how many were sent. */
    int stop() throws InterruptedException {
        stopping = true;
        thread.join();
        return sent.get();
    }

    @Override
    public void close() {
        stopping = true;
    }

    private void send(String bootstrap) {
        try (KafkaProducer<byte[], byte[]> producer = producer(bootstrap)) {
            while (!stopping) {
                for (int i = 0; i < AT_ONCE; i++) {
                    int number = sent.get();
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                            "patternstream.images", ("key" + number % KEYS).getBytes(UTF_8), Npy.write(image(number)));
                    record.headers().add("ce_id", Integer.toString(number).getBytes(UTF_8));
                    var unused = producer.send(record);
                    sent.incrementAndGet();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** All heatmaps, once there are enough for so many images. */
    static List<Heatmap> heatmaps(String bootstrap, int images) {
        List<Heatmap> heatmaps = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, "patternstream.heatmaps")) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (heatmaps.size() < METHODS * images && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> heatmaps.add(heatmap(record)));
            }
        }
        return heatmaps;
    }

    /** How many there are in the end, at least so many. */
    static int deadLetters(String bootstrap, int atLeast) {
        int found = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(bootstrap, "patternstream.dead-letters")) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            int more = 1;
            while (more > 0 || (found < atLeast && System.nanoTime() < end)) {
                more = consumer.poll(Duration.ofSeconds(1)).count();
                found += more;
            }
        }
        return found;
    }

    /** Each image has each method's heatmap exactly once, and all of one image are of one version. */
    static void requireOnceEach(List<Heatmap> heatmaps, int images) {
        Set<String> seen = new HashSet<>();
        Map<Integer, String> versions = new HashMap<>();
        for (Heatmap heatmap : heatmaps) {
            assertThat(seen.add(heatmap.number() + heatmap.method()))
                    .as("only one %s heatmap of image %d", heatmap.method(), heatmap.number())
                    .isTrue();
            String before = versions.put(heatmap.number(), heatmap.version());
            assertThat(heatmap.version()).isEqualTo(before == null ? heatmap.version() : before);
        }
        assertThat(versions).as("images with heatmaps").hasSize(images);
        assertThat(seen).as("heatmaps").hasSize(METHODS * images);
    }

    /** Images of equal keys come in the order in which they were sent. */
    static void requireOrderOfKeys(List<Heatmap> heatmaps) {
        Map<String, Integer> last = new HashMap<>();
        for (Heatmap heatmap : heatmaps) {
            Integer before = last.put(heatmap.key(), heatmap.number());
            assertThat(heatmap.number())
                    .as("number after " + before)
                    .isGreaterThanOrEqualTo(before == null ? 0 : before);
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap, String topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    private static Heatmap heatmap(ConsumerRecord<byte[], byte[]> record) {
        return new Heatmap(
                Integer.parseInt(header(record, "ce_causationid")),
                new String(record.key(), UTF_8),
                header(record, "ce_xaimethod"),
                header(record, "ce_xaimodelver"),
                header(record, "ce_xaipatternver"),
                Npy.read(record.value()).tensor());
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
