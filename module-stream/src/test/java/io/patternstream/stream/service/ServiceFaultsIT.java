/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Npy;
import io.patternstream.stream.broker.BrokerProcess;
import io.patternstream.stream.broker.EmbeddedBroker;
import io.patternstream.stream.cli.Console;
import io.patternstream.stream.cli.Home;
import io.patternstream.stream.cli.RootCommand;
import io.patternstream.stream.metrics.MicrometerStreamMetrics;
import io.patternstream.stream.metrics.PrometheusMeters;
import io.patternstream.stream.metrics.Promtool;
import io.patternstream.stream.metrics.Rebalance;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the service does when a part of it or around it fails: with a scripted model, against a real broker. */
@Timeout(900)
final class ServiceFaultsIT {
    /** How long a broker stays away: some seconds in each build, minutes on demand. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("patternstream.outage-seconds", 4));

    /** Shorter than the pause of a service that does not read. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(4);

    @TempDir
    private static Path folder;

    private static BrokerProcess broker;
    private static KafkaFixture kafka;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("broker"));
        kafka = new KafkaFixture(broker.bootstrapServers());
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
        broker.close();
    }

    @Test
    void aDeadLetterThatTheBrokerRefusesIsNeverCommittedAway() throws Exception {
        // Given a dead-letter topic that takes nothing
        try (Admin admin = admin()) {
            admin.createTopics(List.of(
                            new NewTopic("f1.dead-letters", 1, (short) 1).configs(Map.of("max.message.bytes", "1"))))
                    .all()
                    .get();
            try (ScriptedService service = start("f1")) {
                // When
                kafka.send("f1.images", "a", "1 1");
                kafka.send("f1.images", "b", "junk");
                for (int i = 0; i < 40; i++) {
                    kafka.send("f1.images", "c", i + " 1");
                }
                kafka.read("f1.heatmaps", 41);
                KafkaFixture.until("it was tried again", () -> service.metrics.unwritten.size() >= 4);

                // Then
                assertThat(kafka.committed("f1", "f1.images")).isEqualTo(1);
                assertThat(service.service.health().live()).isTrue();

                // When the topic takes it
                ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "f1.dead-letters");
                admin.incrementalAlterConfigs(Map.of(
                                topic,
                                List.of(new AlterConfigOp(
                                        new ConfigEntry("max.message.bytes", "100000"), AlterConfigOp.OpType.SET))))
                        .all()
                        .get();

                // Then
                ConsumerRecord<byte[], byte[]> letter =
                        kafka.read("f1.dead-letters", 1).get(0);
                assertThat(text(letter.key())).isEqualTo("b");
                KafkaFixture.until("all is committed", () -> committed("f1") == 42);
            }
        }
    }

    @Test
    void aVersionThatCannotServeIsRefusedAndTheOneThatServesGoesOn() throws Exception {
        // Given
        ScriptedExplainer mute = new ScriptedExplainer();
        mute.alwaysNan(true);
        Gate gate = new Gate(new ScriptedExplainer(), new CountDownLatch(1), new CountDownLatch(1));
        Gate shut = new Gate(new ScriptedExplainer(), new CountDownLatch(1), new CountDownLatch(1));
        try (ScriptedService service = start("v1")) {
            int workers = service.version("any", () -> mute).model().workers();
            kafka.send("v1.images", "a", "1 1");
            kafka.read("v1.heatmaps", 1);

            // When none can be made, it answers nonsense, or another one is being made ready
            Future<Void> unmade = service.change("unmade", () -> {
                throw new IllegalStateException("no native memory");
            });
            KafkaFixture.until("it is refused", unmade::isComplete);
            Future<Void> nan = service.change("nan", () -> mute);
            KafkaFixture.until("it is refused", nan::isComplete);
            Future<Void> slow = service.change("slow", () -> gate);
            gate.entered().await();
            Future<Void> second = service.change("second", ScriptedExplainer::new);
            kafka.send("v1.images", "a", "2 1");
            List<ConsumerRecord<byte[], byte[]>> meanwhile = kafka.read("v1.heatmaps", 2);
            int closedBefore = service.explainer.closed();
            gate.opened().countDown();
            KafkaFixture.until("it serves", slow::isComplete);
            kafka.send("v1.images", "a", "3 1");

            // Then
            assertThat(unmade.cause()).hasMessage("no native memory");
            assertThat(nan.cause())
                    .isInstanceOf(ModelChangeException.class)
                    .hasMessage("its engine does not explain a trial image: its results are not finite");
            assertThat(second.cause()).hasMessageStartingWith("another version of the model is being loaded");
            assertThat(slow.succeeded()).isTrue();
            assertThat(meanwhile).extracting(ServiceFaultsIT::version).containsOnly(ScriptedExplainer.MODEL.sha256());
            assertThat(kafka.read("v1.heatmaps", 3))
                    .extracting(ServiceFaultsIT::version)
                    .contains("slow")
                    .doesNotContain("unmade", "nan", "second");
            assertThat(closedBefore).isZero();
            assertThat(service.explainer.closed()).isEqualTo(workers);
            assertThat(mute.closed()).isEqualTo(workers);
            assertThat(service.service.health().live()).isTrue();

            // When it stops while yet another one is being made ready
            Future<Void> never = service.change("never", () -> shut);
            shut.entered().await();
            boolean drained = service.stop();

            // Then
            assertThat(drained).isTrue();
            assertThat(never.succeeded()).isFalse();
        }
        shut.opened().countDown();
    }

    private static String version(ConsumerRecord<byte[], byte[]> heatmap) {
        return KafkaFixture.headers(heatmap).get("ce_xaimodelver");
    }

    /** An explainer that is not ready before it is let. */
    private record Gate(ScriptedExplainer inner, CountDownLatch entered, CountDownLatch opened) implements Explainer {
        @Override
        public ModelDescription model() {
            return inner.model();
        }

        @Override
        public void prepare(List<String> methods, int samples) {
            entered.countDown();
            try {
                opened.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Explanations explain(ExplainRequest request) {
            return inner.explain(request);
        }

        @Override
        public void close() {}
    }

    @Test
    void deadLettersGoBackToTheirTopicAsTheyWere() throws Exception {
        // Given four dead letters, one of them of a method that fails
        Path config =
                Files.writeString(folder.resolve("f2.yaml"), ScriptedService.yaml(broker.bootstrapServers(), "f2"));
        try (ScriptedService service = start("f2")) {
            service.explainer.patterns(Optional.of(new SnapshotId("one")));
            service.explainer.failMethod("patternnet");
            kafka.send("f2.images", "a", "junk");
            kafka.send("f2.images", "b", "3 4", "ps-method", "patternnet", "mine", "yes");
            kafka.send("f2.images", null, "more junk");
            kafka.send("f2.images", "d", "1 1", "ps-method", "magic");
            kafka.read("f2.dead-letters", 4);

            // When
            List<String> dry = replay(config, "--dry-run");
            List<String> none = replay(config, "--type", "engine-failure", "--until", "2026-01-01T00:00:00Z");
            service.explainer.failMethod("");
            List<String> one = replay(config, "--type", "engine-failure", "--model", "scripted");

            // Then
            assertThat(dry)
                    .containsExactly(
                            "error type      dead letters",
                            "engine-failure             1",
                            "undecodable                2",
                            "unknown-method             1");
            assertThat(none).hasSize(1);
            assertThat(one).containsExactly("error type      dead letters", "engine-failure             1");
            List<ConsumerRecord<byte[], byte[]>> images = kafka.read("f2.images", 5);
            assertThat(images).hasSize(5);
            ConsumerRecord<byte[], byte[]> again = images.get(4);
            assertThat(text(again.key())).isEqualTo("b");
            assertThat(text(again.value())).isEqualTo("3 4");
            assertThat(again.partition()).isZero();
            assertThat(KafkaFixture.headers(again))
                    .containsEntry("mine", "yes")
                    .containsEntry("ps-method", "patternnet")
                    .containsEntry("dead-letter-offset", "1");
            ConsumerRecord<byte[], byte[]> heatmap =
                    kafka.read("f2.heatmaps", 1).get(0);
            assertThat(Npy.read(heatmap.value()).tensor().at(0)).isEqualTo(6f);

            // When one that no repetition helps is sent back
            replay(config, "--type", "unknown-method");

            // Then it dies again, and says why it did at first
            List<ConsumerRecord<byte[], byte[]>> dead = kafka.read("f2.dead-letters", 5);
            assertThat(KafkaFixture.headers(dead.get(4)))
                    .containsEntry("dead-letter-offset", "5")
                    .containsEntry("dead-letter-first-offset", "3")
                    .containsEntry("dead-letter-first-error-type", "unknown-method");
        }
    }

    @Test
    void aBrokenEngineStopsTheIntakeAndNothingDies() throws Exception {
        // Given
        String impatient = "    max.poll.interval.ms: " + POLL_INTERVAL.toMillis();
        try (ScriptedService service = start("f3", impatient, "limits:\n  in-flight-records: 32")) {
            KafkaFixture.until("it is ready", () -> service.service.health().ready());
            try (Admin admin = admin()) {
                assertThat(admin.describeConsumerGroups(List.of("f3"))
                                .describedGroups()
                                .get("f3")
                                .get()
                                .members())
                        .as("it is a member of its group when it is ready")
                        .hasSize(1);
            }
            service.explainer.failNext(Integer.MAX_VALUE);

            // When
            for (int i = 0; i < 100; i++) {
                kafka.send("f3.images", "k" + i, i + " 1");
            }
            KafkaFixture.until("it says so", () -> service.service.health().reasons().stream()
                    .anyMatch(reason -> reason.startsWith("the engine fails")));

            // Then
            assertThat(service.service.health().live()).isTrue();
            assertThat(kafka.committed("f3", "f3.images")).isZero();

            // When the pause lasts longer than a member may leave polling
            long end = System.nanoTime() + POLL_INTERVAL.plusSeconds(2).toNanos();
            KafkaFixture.until("time passes", () -> System.nanoTime() > end);
            service.explainer.failNext(0);

            // Then
            assertThat(kafka.read("f3.heatmaps", 100)).hasSize(100);
            KafkaFixture.until("all is committed", () -> committed("f3") == 100);
            assertThat(service.service.health().ready()).isTrue();
            assertThat(kafka.count("f3.dead-letters")).isZero();
            assertThat(service.metrics.rebalances).as("it stayed in its group").containsExactly(Rebalance.ASSIGNED);
        }
    }

    @Test
    void aBrokerThatWasLostIsFoundAgain() throws Exception {
        // Given a service at work
        int port = EmbeddedBroker.freePort();
        Path data = folder.resolve("lost");
        try (BrokerProcess first =
                        BrokerProcess.start(EmbeddedBroker.jars(), port, data).awaitReady(60);
                KafkaFixture sender = new KafkaFixture(first.bootstrapServers());
                ScriptedService service = ScriptedService.start(first.bootstrapServers(), "f4")) {
            KafkaFixture.until("it is ready", () -> service.service.health().ready());
            for (int i = 0; i < 50; i++) {
                sender.send("f4.images", "k", i + " 1");
            }
            sender.read("f4.heatmaps", 1);

            // When the broker is killed and stays away
            ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly();
            List<Boolean> live = new ArrayList<>();
            KafkaFixture.until("it is not ready", () -> {
                live.add(service.service.health().live());
                return !service.service.health().ready();
            });
            long away = System.nanoTime() + OUTAGE.toNanos();
            KafkaFixture.until("the outage is over", OUTAGE.plusMinutes(1), () -> {
                live.add(service.service.health().live());
                return System.nanoTime() > away;
            });
            try (BrokerProcess second =
                    BrokerProcess.start(EmbeddedBroker.jars(), port, data).awaitReady(60)) {
                sender.send("f4.images", "k", "50 1");

                // Then
                Set<Float> firsts = new LinkedHashSet<>();
                sender.read("f4.heatmaps", 1, record -> {
                    firsts.add(Npy.read(record.value()).tensor().at(0));
                    return firsts.size() == 51;
                });
                assertThat(firsts)
                        .as("in order, when duplicates are dropped")
                        .containsExactlyElementsOf(IntStream.rangeClosed(0, 50)
                                .mapToObj(i -> 2f * i)
                                .toList());
                KafkaFixture.until(
                        "it is ready again", () -> service.service.health().ready());
                KafkaFixture.until("all is committed", () -> sender.committedOrMinus("f4", "f4.images") == 51);
                assertThat(live).doesNotContain(false);
                assertThat(service.stop()).isTrue();
                assertThat(second.bootstrapServers()).isEqualTo(first.bootstrapServers());
            }
        }
    }

    @Test
    void aStopWaitsNeitherForRecordsThatWaitNorForThoseBehindThem() throws Exception {
        // Given a record that waits for patterns, one behind it that is explained, and one that is not behind it
        try (ScriptedService service = start("f6")) {
            kafka.send("f6.images", "k", "1 1", "ps-method", "patternnet");
            kafka.send("f6.images", "k", "2 2");
            kafka.send("f6.images", "other", "3 3");
            kafka.read("f6.heatmaps", 1);
            KafkaFixture.until("it waits", () -> service.service.pipeline().waiting() == 1);

            // When
            long begin = System.nanoTime();
            boolean drained = service.stop();

            // Then
            assertThat(drained).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
            assertThat(kafka.committed("f6", "f6.images")).isZero();
            assertThat(kafka.count("f6.heatmaps")).isEqualTo(1);
        }
        // When it starts again, with patterns
        try (ScriptedService again = start("f6")) {
            again.explainer.patterns(Optional.of(new SnapshotId("one")));

            // Then both come, in order
            List<Float> firsts = kafka.read("f6.heatmaps", 3).stream()
                    .map(record -> Npy.read(record.value()).tensor().at(0))
                    .filter(first -> first != 6f)
                    .distinct()
                    .toList();
            assertThat(firsts).containsExactly(2f, 4f);
        }
    }

    @Test
    void theAlertForAStalledConsumerFires() throws Exception {
        Promtool.assumeInstalled();
        // Given a service that hangs on one image
        try (PrometheusMeters meters = PrometheusMeters.create();
                ScriptedService service = ScriptedService.startHanging(
                        broker.bootstrapServers(),
                        "f5",
                        MicrometerStreamMetrics.create(meters.registry(), "scripted", "cafe", InstantSource.system()),
                        "limits:\n  drain-timeout-ms: 100")) {
            KafkaFixture.until("it is ready", () -> service.service.health().ready());
            for (int i = 0; i < 20; i++) {
                kafka.send("f5.images", "k" + i, i == 10 ? ScriptedService.HANG + " 1" : i + " 1");
            }
            KafkaFixture.until("ten are committed", () -> committed("f5") == 10);
            KafkaFixture.until("the backlog is seen", () -> lag(meters.scrape()) == 10);
            List<String> scrapes = new ArrayList<>(List.of(meters.scrape()));

            // When nothing is committed for some seconds
            long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
            KafkaFixture.until("time passes", () -> System.nanoTime() > end);
            scrapes.add(meters.scrape());

            // Then its samples, if they go on so, make the alert fire; as they began, they do not
            String stalled = "{exp_labels: {severity: page}, exp_annotations: {summary:"
                    + " Images wait but no offset was committed in five minutes}}";
            Path test = Files.writeString(folder.resolve("stalled.yml"), ruleTest(scrapes, stalled));
            Promtool.passes("", "test", "rules", test.toString());
            assertThat(scrapes.get(1))
                    .as("the clients' own metrics")
                    .contains("kafka_consumer_fetch_manager_records_lag_max{", "kafka_producer_record_send_total{");
            assertThat(sample(scrapes.get(1), "patternstream_oldest_inflight_age_seconds"))
                    .isGreaterThan(3);
            assertThat(sample(scrapes.get(1), "patternstream_lag_seconds")).isGreaterThan(3);
            assertThat(sample(scrapes.get(1), "patternstream_rebalances_total{kind=\"assigned\"}"))
                    .isPositive();
            Promtool.passes(
                    scrapes.get(1)
                            .lines()
                            .filter(line -> line.contains("patternstream_"))
                            .collect(Collectors.joining("\n", "", "\n")),
                    "check",
                    "metrics");
            assertThat(Promtool.run(
                                    "",
                                    "test",
                                    "rules",
                                    Files.writeString(test, ruleTest(scrapes, ""))
                                            .toString())
                            .status())
                    .as("the test can fail")
                    .isNotZero();
        }
    }

    private static double sample(String scrape, String name) {
        return scrape.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static double lag(String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith("patternstream_committed_lag_records{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** A test for promtool whose series are the samples of two scrapes, a minute apart, and then the second for ever. */
    private static String ruleTest(List<String> scrapes, String expected) {
        StringBuilder series = new StringBuilder();
        scrapes.get(0)
                .lines()
                .filter(line -> line.matches("patternstream_(committed_lag_records|commits_total)\\{.*"))
                .forEach(line -> {
                    String name = line.substring(0, line.lastIndexOf(' '));
                    String then = scrapes.get(1)
                            .lines()
                            .filter(later -> later.startsWith(name + " "))
                            .map(later -> later.substring(later.lastIndexOf(' ') + 1))
                            .findFirst()
                            .orElseThrow();
                    series.append("      - {series: '%s', values: '%s %sx30'}%n"
                            .formatted(name, line.substring(line.lastIndexOf(' ') + 1), then));
                });
        return """
                rule_files: [%s]
                evaluation_interval: 1m
                tests:
                  - interval: 1m
                    input_series:
                %s
                    alert_rule_test:
                      - {eval_time: 20m, alertname: PatternstreamStalled, exp_alerts: [%s]}
                """
                .formatted(
                        Path.of("..", "deploy", "alerts.yml").toAbsolutePath().normalize(), series, expected);
    }

    private List<String> replay(Path config, String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false,
                System::nanoTime);
        List<String> args = new ArrayList<>(List.of("dead-letters", "replay", "--config", config.toString()));
        args.addAll(List.of(options));
        int status = RootCommand.create(
                        console,
                        new Home(folder, folder),
                        (settings, watcher) -> {
                            throw new AssertionError("no service is needed");
                        },
                        (settings, id, watcher) -> {
                            throw new AssertionError("nothing is rebuilt");
                        })
                .execute(args.toArray(String[]::new));
        assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static ScriptedService start(String prefix, String... more) {
        return ScriptedService.start(broker.bootstrapServers(), prefix, more);
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static long committed(String prefix) {
        return kafka.committedOrMinus(prefix, prefix + ".images");
    }
}
