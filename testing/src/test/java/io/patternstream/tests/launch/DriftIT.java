/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.patternstream.stream.dataset.Dataset;
import io.patternstream.stream.dataset.ImageSample;
import io.patternstream.stream.demo.Drift;
import io.patternstream.stream.demo.DriftKind;
import io.patternstream.stream.demo.ReplayImage;
import io.patternstream.stream.pipeline.Payload;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A drifting training topic, as the dashboard of a service sees it. */
@Timeout(300)
final class DriftIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SNAPSHOT = 256;
    private static final int CALM = 4;
    private static final int DRIFTING = 2;
    private static final int AFTER = 7;

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    private Launcher launcher;
    private int kafka;

    /** What a page shows of a snapshot. */
    private record Point(double distance, double activeRho, double newRho) {}

    @Test
    void whereImagesTurnIntoNegativesDriftRisesPatternsFollowAndFindTheSignalAgain() throws Exception {
        // Given
        launcher = Launcher.ofDistribution(temp).in(work);
        kafka = Launcher.freePort();
        Launcher.Started broker = launcher.start("broker", "--port", "" + kafka, "--dir", "data");
        Instance first = serve("first");

        // When
        learn(first);
        List<Point> points = first.drift();
        Instance second = serve("second");
        List<Point> elsewhere = second.drift();
        String from = first.snapshot(0);
        String to = first.snapshot(CALM + DRIFTING + AFTER - 1);
        JsonNode diff = JSON.readTree(first.get("/admin/patterns/diff?from=" + from + "&to=" + to))
                .path("layers");
        Launcher.Run command = launcher.run("patterns", "diff", "--config", "first.yaml", from, to);
        first.stop();
        second.stop();
        broker.process().destroy();
        broker.finish(60);

        // Then: measured .0073 to .014 before, .091 at most, .012 to .028 at the end
        assertThat(points).hasSize(CALM - 1 + DRIFTING + AFTER);
        List<Point> calm = points.subList(0, CALM - 1);
        List<Point> drifting = points.subList(CALM - 1, CALM + 2);
        Point last = points.get(points.size() - 1);
        double peak = drifting.stream().mapToDouble(Point::distance).max().orElseThrow();
        assertThat(peak).isGreaterThan(4 * mean(calm, Point::distance));
        assertThat(last.distance()).isLessThan(peak / 2);
        // .86 and more before, .34 at least, .91 at the end
        assertThat(calm).allSatisfy(point -> assertThat(point.activeRho()).isGreaterThan(0.75));
        assertThat(drifting).anySatisfy(point -> assertThat(point.activeRho()).isLessThan(0.5));
        assertThat(last.activeRho()).isGreaterThan(0.75);
        // .04 and more between old and new patterns while the images change
        assertThat(drifting).allSatisfy(point -> assertThat(point.newRho()).isGreaterThan(point.activeRho() + 0.02));
        assertThat(elsewhere).as("an instance that has compared nothing").isEqualTo(points);
        assertThat(command.status()).as("errors %s", command.err()).isZero();
        assertThat(command.out()).as("a heading and the same layers").hasSize(1 + diff.size());
        for (int i = 0; i < diff.size(); i++) {
            assertThat(command.out().get(1 + i))
                    .contains(diff.get(i).path("layer").asText())
                    .contains(String.format(
                            Locale.ROOT, "%.3g", diff.get(i).path("distance").asDouble()));
        }
        assertThat(diff.findValues("distance")).anySatisfy(distance -> assertThat(distance.asDouble())
                .as("from the first images to their negatives")
                .isGreaterThan(peak));
    }

    private static double mean(List<Point> points, ToDoubleFunction<Point> value) {
        return points.stream().mapToDouble(value).average().orElseThrow();
    }

    /** Sends a snapshot's worth of images, waits until its patterns explain, and so on. */
    private void learn(Instance service) throws Exception {
        Drift drift = new Drift(DriftKind.INVERSION, CALM * SNAPSHOT, DRIFTING * SNAPSHOT);
        Dataset images = Dataset.open(List.of(Launcher.distribution().resolve("demo/training.idx3-ubyte.gz")));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", "127.0.0.1:" + kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int snapshot = 1; snapshot <= CALM + DRIFTING + AFTER; snapshot++) {
                for (int i = (snapshot - 1) * SNAPSHOT; i < snapshot * SNAPSHOT; i++) {
                    var unused = producer.send(record(drift.apply(image(images, i), i)));
                }
                producer.flush();
                service.awaitPatterns(snapshot * SNAPSHOT);
            }
        }
    }

    private static ReplayImage image(Dataset images, int number) {
        ImageSample sample = images.sample(number % images.size());
        return new ReplayImage(sample.name(), sample.contentType(), Payload.wrap(sample.bytes()));
    }

    /** All to one partition, so that its offsets are the images' numbers. */
    private static ProducerRecord<byte[], byte[]> record(ReplayImage image) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                "patternstream.training", 0, null, image.bytes().toArray());
        record.headers().add("content-type", image.contentType().getBytes(UTF_8));
        return record;
    }

    private Instance serve(String name) throws Exception {
        int page = Launcher.freePort();
        int management = Launcher.freePort();
        Path config = Files.writeString(
                work.resolve(name + ".yaml"),
                """
                kafka: {bootstrap-servers: "127.0.0.1:%d"}
                topics: {replication-factor: 1}
                model: {file: %s}
                patterns:
                  {snapshot-every: %d, block-size: 16, half-life: %d, directory: snapshots, gate: {degenerate-share: 1}}
                http: {port: %d}
                management: {port: %d}
                """
                        .formatted(
                                kafka,
                                Launcher.distribution().resolve("demo/fashion-mnist-cnn.zip"),
                                SNAPSHOT,
                                SNAPSHOT,
                                page,
                                management));
        Launcher.Started program = launcher.start("serve", "--config", config.toString());
        Http.await("http://127.0.0.1:" + management + "/health/ready", program);
        return new Instance(program, page, management);
    }

    /** A service. */
    private record Instance(Launcher.Started program, int page, int management) {
        /** Waits until the patterns of so many images explain. */
        void awaitPatterns(int samples) throws Exception {
            String sample = "(?s).*\npatternstream_patterns_samples\\{[^}]*} " + samples + "(\\.0)?\n.*";
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Http.get("http://127.0.0.1:" + management + "/metrics")
                    .body()
                    .matches(sample)) {
                assertThat(program.process().isAlive() && System.nanoTime() < end)
                        .as("patterns of %d images", samples)
                        .isTrue();
                program.process().waitFor(50, TimeUnit.MILLISECONDS);
            }
        }

        String get(String path) throws Exception {
            return Http.get("http://127.0.0.1:" + management + path).body();
        }

        /** Name of the snapshot that was made at a place in the line. */
        String snapshot(int number) throws Exception {
            return JSON.readTree(get("/admin/patterns"))
                    .path("snapshots")
                    .get(number)
                    .path("id")
                    .asText();
        }

        /** What the first message of its live feed says. */
        List<Point> drift() throws Exception {
            List<Point> points = new ArrayList<>();
            hello().path("drift")
                    .forEach(point -> points.add(new Point(
                            point.path("distance").asDouble(),
                            point.path("activeRho").asDouble(),
                            point.path("newRho").asDouble())));
            return points;
        }

        void stop() throws Exception {
            program.process().destroy();
            Launcher.Run run = program.finish(60);
            assertThat(run.status()).as("errors %s", run.err()).isZero();
        }

        private JsonNode hello() throws Exception {
            CompletableFuture<String> hello = new CompletableFuture<>();
            WebSocket socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .subprotocols("patternstream.dashboard.v1")
                    .buildAsync(URI.create("ws://127.0.0.1:" + page + "/ws/heatmaps"), new Greeting(hello))
                    .get(20, TimeUnit.SECONDS);
            try {
                return JSON.readTree(hello.get(20, TimeUnit.SECONDS));
            } finally {
                socket.abort();
            }
        }
    }

    /** Takes in the first message. */
    private static final class Greeting implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<String> whole;

        Greeting(CompletableFuture<String> whole) {
            this.whole = whole;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                whole.complete(text.toString());
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
