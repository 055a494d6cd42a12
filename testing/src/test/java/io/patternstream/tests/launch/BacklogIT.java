/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.stream.kafka.FreshTopics;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service with a small heap works through a long backlog, is stopped in the middle of it, and goes on. Some thousand images
 * in each build; {@code -Dpatternstream.backlog=200000} for a real one.
 */
@Timeout(1800)
final class BacklogIT {
    private static final int IMAGES = Integer.getInteger("patternstream.backlog", 6_000);
    private static final int PARTITIONS = 3;
    private static final int IN_FLIGHT = 256;
    /** What one poll may add to what is in flight. */
    private static final int POLL = 64;
    /** From here on the machine code of a JVM hardly grows any more, so growth would be of what it holds. */
    private static final int LONG = 100_000;

    private static final String IMAGES_TOPIC = "patternstream.images";
    private static final String HEATMAPS_TOPIC = "patternstream.heatmaps";

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    @Test
    void aLongBacklogIsWorkedThroughInASmallHeapAndAStopInBetweenCostsNothing() throws Exception {
        // Given
        int kafka = Launcher.freePort();
        int management = Launcher.freePort();
        String config = config(kafka, management).toString();
        Launcher launcher = Launcher.ofDistribution(temp)
                .with(Map.of("TMPDIR", "" + temp, "PATTERNSTREAM_JAVA_OPTS", "-Xmx512m"))
                .in(work);
        Launcher.Started broker = launcher.start("broker", "--port", "" + kafka, "--dir", "data");
        try {
            Launcher.awaitLine(broker, "broker ready");
            send("127.0.0.1:" + kafka);

            // When it is stopped under load
            Launcher.Started first = launcher.start("serve", "--config", config);
            Watch firstWatch = watch(first, management, seen -> seen.done() > IMAGES / 3);
            first.process().destroy();
            long begin = System.nanoTime();
            Launcher.Run stopped = first.finish(60);
            Duration stopping = Duration.ofNanos(System.nanoTime() - begin);

            // Then
            assertThat(stopped.status()).as("errors %s", stopped.err()).isZero();
            assertThat(stopping).isLessThan(Duration.ofSeconds(30));
            assertThat(firstWatch.done()).isLessThan(IMAGES);

            // When it goes on
            Launcher.Started second = launcher.start("serve", "--config", config);
            Watch secondWatch = watch(second, management, seen -> committed("127.0.0.1:" + kafka) == IMAGES);
            Heatmaps heatmaps = heatmaps("127.0.0.1:" + kafka);
            second.process().destroy();

            // Then
            assertThat(second.finish(60).status()).isZero();
            System.getLogger("backlog")
                    .log(System.Logger.Level.INFO, firstWatch + "; " + secondWatch + "; " + heatmaps);
            assertThat(heatmaps.images()).isEqualTo(IMAGES);
            assertThat(heatmaps.twice())
                    .as("an orderly stop leaves nothing to do again")
                    .isZero();
            for (Watch watch : List.of(firstWatch, secondWatch)) {
                assertThat(watch.mostInFlight()).isLessThanOrEqualTo(IN_FLIGHT + POLL);
                assertThat(watch.mostHeap()).isLessThan(512L << 20);
            }
            if (IMAGES >= LONG) {
                assertThat(secondWatch.lastResident())
                        .as("resident memory at the end, against that after a quarter")
                        .isLessThan(secondWatch.earlyResident() * 23 / 20);
            }
        } finally {
            broker.process().destroy();
            broker.finish(60);
        }
    }

    /**
     * What was seen of a run.
     *
     * @param done images whose heatmaps it published
     * @param seconds it took
     * @param mostInFlight records
     * @param mostHeap bytes in use
     * @param earlyResident bytes of the process after a quarter of the images
     * @param lastResident bytes of the process at the end
     */
    private record Watch(
            long done, double seconds, double mostInFlight, double mostHeap, long earlyResident, long lastResident) {}

    /** Looks at the service until it has come so far. */
    private static Watch watch(Launcher.Started serve, int management, Predicate<Watch> until) throws Exception {
        String url = "http://127.0.0.1:" + management;
        Http.await(url + "/health/ready", serve);
        long begin = System.nanoTime();
        Watch seen = new Watch(0, 0, 0, 0, 0, 0);
        while (!until.test(seen)) {
            assertThat(serve.process().isAlive())
                    .as(Files.readString(serve.err()))
                    .isTrue();
            String scrape = get(url + "/metrics");
            long done = (long) sum(scrape, "patternstream_records_published_total") / 2;
            long resident = resident(serve.process().pid());
            seen = new Watch(
                    done,
                    (System.nanoTime() - begin) / 1e9,
                    Math.max(seen.mostInFlight(), sum(scrape, "patternstream_inflight_records")),
                    Math.max(seen.mostHeap(), sum(scrape, "jvm_memory_used_bytes\\{area=\"heap\"")),
                    done < IMAGES / 4 ? resident : seen.earlyResident(),
                    resident);
            serve.process().waitFor(500, TimeUnit.MILLISECONDS);
        }
        return seen;
    }

    /**
     * What the heatmap topic holds.
     *
     * @param images different images with a heatmap of each of the two methods
     * @param twice heatmaps that are there more than once
     */
    private record Heatmaps(int images, int twice) {}

    private static Heatmaps heatmaps(String bootstrap) {
        List<BitSet> seen = List.of(new BitSet(), new BitSet());
        int twice = 0;
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(HEATMAPS_TOPIC).stream()
                    .map(info -> new TopicPartition(HEATMAPS_TOPIC, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (all.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    String method = new String(
                            record.headers().lastHeader("ce_xaimethod").value(), UTF_8);
                    BitSet images = seen.get(method.equals("gradient") ? 0 : 1);
                    int image = Integer.parseInt(new String(record.key(), UTF_8));
                    twice += images.get(image) ? 1 : 0;
                    images.set(image);
                }
            }
        }
        BitSet both = (BitSet) seen.get(0).clone();
        both.and(seen.get(1));
        return new Heatmaps(both.cardinality(), twice);
    }

    private static long committed(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            return admin
                    .listConsumerGroupOffsets("patternstream")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(String bootstrap) throws Exception {
        List<byte[]> images = images();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            List<NewTopic> made = List.of(new NewTopic(IMAGES_TOPIC, PARTITIONS, (short) 1));
            admin.createTopics(made).all().get();
            FreshTopics.awaitLeaders(admin, made);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "linger.ms", 20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < IMAGES; i++) {
                var unused = producer.send(new ProducerRecord<>(
                        IMAGES_TOPIC, Integer.toString(i).getBytes(UTF_8), images.get(i % images.size())));
            }
        }
    }

    /** The bundled test images as PNG files. */
    private static List<byte[]> images() throws IOException {
        List<byte[]> images = new ArrayList<>();
        Path file = Launcher.distribution().resolve("demo/images.idx3-ubyte.gz");
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
            in.readInt();
            int count = Math.min(500, in.readInt());
            int height = in.readInt();
            int width = in.readInt();
            for (int i = 0; i < count; i++) {
                BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
                byte[] pixels = in.readNBytes(width * height);
                image.getRaster().setDataElements(0, 0, width, height, pixels);
                ByteArrayOutputStream png = new ByteArrayOutputStream();
                ImageIO.write(image, "png", png);
                images.add(png.toByteArray());
            }
        }
        return images;
    }

    private static String get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** The sum of all samples whose line begins so. */
    private static double sum(String scrape, String begin) {
        return scrape.lines()
                .filter(line -> line.matches(begin + "\\W.*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static long resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) << 10)
                .findFirst()
                .orElseThrow();
    }

    private Path config(int kafka, int management) throws Exception {
        return Files.writeString(
                work.resolve("patternstream.yaml"),
                """
                kafka: {bootstrap-servers: "127.0.0.1:%d"}
                topics: {replication-factor: 1}
                model: {file: %s, methods: [gradient, guided]}
                limits: {in-flight-records: %d, drain-timeout-ms: 20000}
                http: {port: %d}
                management: {port: %d}
                """
                        .formatted(
                                kafka,
                                Launcher.distribution().resolve("demo/fashion-mnist-cnn.zip"),
                                IN_FLIGHT,
                                Launcher.freePort(),
                                management));
    }
}
