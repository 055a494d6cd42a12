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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service as users run it, with the real engine and a real broker, under a stream of images that never pauses: its model is
 * changed again and again, broken ones in between, and at last its configuration, by a restart.
 */
@Timeout(240)
final class ModelChangeIT {
    /** What passes, at least, between two changes. */
    private static final int SOME = 150;

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
        Launcher launcher = Launcher.ofDistribution(temp).in(work);
        Path model = work.resolve("served.zip");
        List<byte[]> versions = List.of(ModelFiles.times(1), ModelFiles.times(-0.5f), ModelFiles.times(3));
        ModelFiles.replace(model, versions.get(0));
        Path config = config(kafka, management, "batch-size: 4", "");
        Launcher.Started broker = launcher.start("broker", "--port", "" + kafka, "--dir", "data");
        Launcher.Started serve = launcher.start("serve", "--config", config.toString());
        Http.await(admin + "/health/ready", serve);
        String bootstrap = "127.0.0.1:" + kafka;

        try (ImageLoad load = ImageLoad.start(bootstrap)) {
            // When it changes to another version, and back, and to a third
            long nativeAtFirst = nativeBytes(admin);
            for (int next : new int[] {1, 0, 1, 2}) {
                load.awaitMore(SOME);
                ModelFiles.replace(model, versions.get(next));
                Http.Answer changed = Http.post(admin + "/admin/model/reload");
                assertThat(changed.status()).as(changed.body()).isEqualTo(200);
                assertThat(changed.body()).contains(Offline.sha256(versions.get(next)));
            }

            // When files are broken, or the configuration asks for what only a restart can do
            load.awaitMore(SOME);
            refused(admin, model, Arrays.copyOf(versions.get(0), 9000), "served.zip");
            refused(admin, model, ModelFiles.times(Float.NaN), "not finite");
            Files.delete(model);
            assertThat(reload(admin, 409)).contains("does not exist");
            ModelFiles.replace(model, versions.get(2));
            config(kafka, management, "batch-size: 8", "");
            assertThat(reload(admin, 409)).contains("engine.batch-size", "restart");
            config(kafka, management, "batch-size: 4", "name: another");
            assertThat(reload(admin, 409)).contains("model.name");
            assertThat(Http.get(admin + "/admin/model").body()).contains(Offline.sha256(versions.get(2)));
            assertThat(Http.status(admin + "/health/ready")).isEqualTo(200);
            String scrape = Http.get(admin + "/metrics").body();
            assertThat(scrape.lines().filter(line -> line.startsWith("patternstream_model_info{")))
                    .singleElement()
                    .asString()
                    .contains(Offline.sha256(versions.get(2)));
            assertThat(scrape)
                    .contains("patternstream_model_loads_total{model=\"served\",outcome=\"applied\"} 4.0")
                    .contains("patternstream_model_loads_total{model=\"served\",outcome=\"refused\"} 5.0");
            assertThat(nativeBytes(admin))
                    .as("native memory after four changes")
                    .isLessThan(nativeAtFirst * 3 / 2);

            // When another configuration takes over by a restart
            serve.process().destroy();
            config(kafka, management, "batch-size: 8", "");
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
            assertThat(ImageLoad.deadLetters(bootstrap)).isZero();
            ImageLoad.requireOnceEach(heatmaps, sent);
            ImageLoad.requireOrderOfKeys(heatmaps);
            Offline offline = Offline.of(work, versions);
            heatmaps.forEach(offline::requireEqual);
            assertThat(heatmaps.stream().map(Heatmap::version).distinct()).hasSize(versions.size());
        } finally {
            serve.process().destroy();
            broker.process().destroy();
            broker.finish(60);
        }
    }

    private static void refused(String admin, Path model, byte[] content, String why) throws Exception {
        ModelFiles.replace(model, content);
        assertThat(reload(admin, 409)).contains(why);
    }

    private static String reload(String admin, int status) throws Exception {
        Http.Answer answer = Http.post(admin + "/admin/model/reload");
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static long nativeBytes(String admin) throws Exception {
        return Http.get(admin + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("patternstream_engine_native_memory_bytes "))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    /** Direct convolutions sum in the same order in every process, whatever the batch. */
    private Path config(int kafka, int management, String engine, String model) throws Exception {
        return Files.writeString(
                work.resolve("patternstream.yaml"),
                """
                kafka: {bootstrap-servers: "127.0.0.1:%d"}
                topics: {replication-factor: 1}
                model:
                  file: served.zip
                  methods: [gradient, guided]
                  %s
                engine: {algorithm: direct, %s}
                patterns: {learn: false}
                http: {port: 0}
                management: {port: %d}
                """
                        .formatted(kafka, model, engine, management));
    }
}
