/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The service with the real engine against a real broker, beside {@code explain} on the same image. */
@Timeout(240)
final class ServedHeatmapsIT {
    /** A batch of another size may sum in another order; both are float32. */
    private static final double TOLERANCE = 2e-5;

    private static final List<String> METHODS = List.of("gradient", "lrp.z", "patternnet", "patternattribution");
    private static final byte[] NOT_AN_IMAGE = "not an image".getBytes(UTF_8);

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    @Test
    void heatmapsOnTheTopicAreThoseOfExplainAndBadRecordsBecomeDeadLetters() throws Exception {
        // Given
        Path demo = Launcher.distribution().resolve("demo");
        String model = demo.resolve("fashion-mnist-cnn.zip").toString();
        Path image = demo.resolve("ankle-boot.png");
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        launcher.run(
                "patterns",
                "compute",
                "--model",
                model,
                "--data",
                "" + demo.resolve("training.idx3-ubyte.gz"),
                "--output",
                "patterns.npz");
        int kafka = Launcher.freePort();
        int management = Launcher.freePort();
        Path config = Files.writeString(
                work.resolve("patternstream.yaml"),
                """
                kafka: {bootstrap-servers: "127.0.0.1:%d"}
                topics: {replication-factor: 1}
                model: {file: %s}
                patterns: {file: patterns.npz, learn: false}
                http: {port: %d}
                management: {port: %d}
                """
                        .formatted(kafka, model, Launcher.freePort(), management));
        Launcher.Started broker = launcher.start("broker", "--port", "" + kafka, "--dir", "data");
        Launcher.Started serve = launcher.start("serve", "--config", config.toString());
        Http.await("http://127.0.0.1:" + management + "/health/ready", serve);

        // When
        publish(kafka, Files.readAllBytes(image), NOT_AN_IMAGE);
        List<ConsumerRecord<byte[], byte[]>> heatmaps = read(kafka, "patternstream.heatmaps", METHODS.size());
        List<ConsumerRecord<byte[], byte[]>> deadLetters = read(kafka, "patternstream.dead-letters", 1);
        serve.process().destroy();
        Launcher.Run served = serve.finish(60);
        broker.process().destroy();
        broker.finish(60);

        // Then
        assertThat(served.status()).as("errors %s", served.err()).isZero();
        assertThat(heatmaps)
                .extracting(record -> header(record, "ce_xaimethod"))
                .containsExactlyInAnyOrderElementsOf(METHODS);
        for (ConsumerRecord<byte[], byte[]> heatmap : heatmaps) {
            assertThat(header(heatmap, "ce_xailabel")).isEqualTo("Ankle boot");
            String method = header(heatmap, "ce_xaimethod");
            assertThat(heatmap.headers().lastHeader("ce_xaipatternver") != null)
                    .isEqualTo(method.startsWith("pattern"));
            if (method.equals("patternattribution")) {
                double rest = number(heatmap, "ce_xaistarted")
                        - number(heatmap, "ce_xaisum")
                        - number(heatmap, "ce_xaigated")
                        - number(heatmap, "ce_xairesidual");
                assertThat(rest / number(heatmap, "ce_xaistarted")).isCloseTo(0, within(TOLERANCE));
            }
            launcher.run(
                    "explain",
                    "--model",
                    model,
                    "--method",
                    method,
                    "--patterns",
                    "patterns.npz",
                    "--input",
                    image.toString(),
                    "--output",
                    "offline.npy");
            assertClose(
                    Npy.read(heatmap.value()).tensor(),
                    Npy.read(Files.readAllBytes(work.resolve("offline.npy"))).tensor());
        }
        assertThat(deadLetters.get(0).value()).isEqualTo(NOT_AN_IMAGE);
        assertThat(header(deadLetters.get(0), "dead-letter-error-type")).isEqualTo("undecodable");
    }

    private static double number(ConsumerRecord<byte[], byte[]> record, String name) {
        return Double.parseDouble(header(record, name));
    }

    private static void assertClose(Tensor online, Tensor offline) {
        assertThat(offline.shape()).isEqualTo(online.shape().batchOf(1));
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < online.shape().elementCount(); i++) {
            largest = Math.max(largest, Math.abs(offline.at(i)));
            difference = Math.max(difference, Math.abs(offline.at(i) - online.at(i)));
        }
        assertThat(largest).isPositive();
        assertThat(difference / largest).isLessThanOrEqualTo(TOLERANCE);
    }

    private static void publish(int port, byte[]... values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : values) {
                ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("patternstream.images", value);
                record.headers().add("ps-method", String.join(",", METHODS).getBytes(UTF_8));
                producer.send(record).get();
            }
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(int port, String topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + port, "group.id", "reader", "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (records.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        assertThat(records).as(topic).hasSize(count);
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
