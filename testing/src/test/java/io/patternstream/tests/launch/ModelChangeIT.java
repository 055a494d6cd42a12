/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.tests.launch.ImageLoad.Heatmap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service as users run it, with the real engine and a real broker, under a stream of images that never pauses: its model is
 * changed again and again, broken ones in between, and at last its configuration, by a restart. The other kind of delivery:
 * {@code -Dpatternstream.delivery=exactly_once}.
 */
@Timeout(400)
final class ModelChangeIT {
    private static final String DELIVERY = System.getProperty("patternstream.delivery", "at_least_once");

    /** What passes, at least, between two changes. */
    private static final int SOME = 100;
    /** Enough for two snapshots. */
    private static final int TRAINING = 160;

    private static final String METHODS = "methods: [gradient, patternattribution]";

    /** Has room for two engines with METHODS, but not for all that the changes make if one of them is not freed. */
    private static final String NATIVE_MEMORY = "-Dpatternstream.native.memory=" + (24 << 20);

    private static final String TOO_MANY_METHODS =
            "methods: [gradient, guided, deconvnet, lrp.z, lrp.alpha1beta0, lrp.alpha2beta1, lrp.gamma, lrp.zplus,"
                    + " lrp.wsquare, lrp.flat, lrp.epsilon, lrp.epsilon_plus, lrp.epsilon_plus_flat, patternnet]";

    private static final String LATER = "?patterns=later";

    @TempDir
    private Path temp;

    @TempDir
    private Path work;

    @Test
    void noRecordIsLostOrDoneTwiceOrByTwoModelsWhileModelAndConfigurationChange() throws Exception {
        // Given
        int kafka = Launcher.freePort();
        int management = Launcher.freePort();
        String admin = "http://127.0.0.1:" + management;
        Launcher launcher = Launcher.ofDistribution(temp)
                .with(Map.of("TMPDIR", "" + temp, "PATTERNSTREAM_JAVA_OPTS", NATIVE_MEMORY))
                .in(work);
        Path model = work.resolve("served.zip");
        List<byte[]> versions = List.of(ModelFiles.times(1), ModelFiles.times(-0.5f), ModelFiles.times(3));
        ModelFiles.replace(model, versions.get(0));
        Path config = config(kafka, management, "batch-max-delay-ms: 5", METHODS);
        Launcher.Started broker = launcher.start("broker", "--port", "" + kafka, "--dir", "data");
        Launcher.Started serve = launcher.start("serve", "--config", config.toString());
        Http.await(admin + "/health/ready", serve);
        String bootstrap = "127.0.0.1:" + kafka;

        ImageLoad.train(bootstrap, TRAINING);
        try (ImageLoad load = ImageLoad.start(bootstrap)) {
            awaitPatterns(admin);
            load.awaitMore(SOME);

            // When there are no patterns of the next version, and when these may come later
            ModelFiles.replace(model, versions.get(1));
            refused(admin, "", "no patterns of it yet");
            for (int next : new int[] {1, 0, 2}) {
                ModelFiles.replace(model, versions.get(next));
                assertThat(reload(admin, LATER, 200)).contains(Offline.sha256(versions.get(next)));
                awaitPatterns(admin);
                load.awaitMore(SOME);
            }

            // When files are broken, or the configuration asks for what only a restart can do
            ModelFiles.replace(model, Arrays.copyOf(versions.get(0), 9000));
            refused(admin, LATER, "served.zip");
            ModelFiles.replace(model, ModelFiles.times(Float.NaN));
            refused(admin, LATER, "not finite");
            Files.delete(model);
            refused(admin, LATER, "does not exist");
            ModelFiles.replace(model, versions.get(2));
            config(kafka, management, "batch-max-delay-ms: 6", METHODS);
            refused(admin, "", "engine.batch-max-delay-ms");
            config(kafka, management, "batch-max-delay-ms: 5", METHODS + ", name: another");
            refused(admin, "", "model.name");
            config(kafka, management, "batch-max-delay-ms: 5", TOO_MANY_METHODS);
            refused(admin, LATER, "native memory");
            requireServes(admin, Offline.sha256(versions.get(2)));

            // When another configuration takes over by a restart
            serve.process().destroy();
            config(kafka, management, "batch-max-delay-ms: 6", METHODS);
            Launcher.Run stopped = serve.finish(60);
            serve = launcher.start("serve", "--config", config.toString());
            Http.await(admin + "/health/ready", serve);
            load.awaitMore(SOME);
            int sent = load.stop();
            List<Heatmap> heatmaps = ImageLoad.heatmaps(bootstrap, sent);
            serve.process().destroy();

            // Then
            assertThat(stopped.status()).as("errors %s", stopped.err()).isZero();
            assertThat(serve.finish(60).status()).isZero();
            assertThat(ImageLoad.deadLetters(bootstrap, 0)).isZero();
            ImageLoad.requireOnceEach(heatmaps, sent);
            ImageLoad.requireOrderOfKeys(heatmaps);
            Offline offline = new Offline(work.resolve("snapshots"), work, versions);
            heatmaps.forEach(offline::requireEqual);
            assertThat(heatmaps.stream().map(Heatmap::version).distinct()).hasSize(versions.size());
        } finally {
            serve.process().destroy();
            broker.process().destroy();
            broker.finish(60);
        }
    }

    private static void refused(String admin, String query, String why) throws Exception {
        assertThat(reload(admin, query, 409)).contains(why);
    }

    private static String reload(String admin, String query, int status) throws Exception {
        Http.Answer answer = Http.post(admin + "/admin/model/reload" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static void awaitPatterns(String admin) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Http.get(admin + "/admin/model").body().contains("\"patterns\"")) {
            assertThat(System.nanoTime()).as("patterns are learned").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static void requireServes(String admin, String version) throws Exception {
        assertThat(Http.get(admin + "/admin/model").body()).contains(version);
        assertThat(Http.status(admin + "/health/ready")).isEqualTo(200);
        String scrape = Http.get(admin + "/metrics").body();
        assertThat(scrape.lines().filter(line -> line.startsWith("patternstream_model_info{")))
                .singleElement()
                .asString()
                .contains(version);
        assertThat(scrape)
                .contains("patternstream_model_loads_total{model=\"served\",outcome=\"applied\"} 3.0")
                .contains("patternstream_model_loads_total{model=\"served\",outcome=\"refused\"} 7.0");
    }

    /** Direct convolutions sum in the same order in every process, whatever the batch. */
    private Path config(int kafka, int management, String engine, String model) throws Exception {
        return Files.writeString(
                work.resolve("patternstream.yaml"),
                """
                kafka: {bootstrap-servers: "127.0.0.1:%d", delivery: %s, instance-id: one}
                topics: {replication-factor: 1}
                model: {file: served.zip, %s}
                engine: {algorithm: direct, batch-size: 4, %s}
                patterns: {snapshot-every: 64, directory: snapshots, state-directory: states}
                http: {port: 0}
                management: {port: %d}
                """
                        .formatted(kafka, DELIVERY, model, engine, management));
    }
}
