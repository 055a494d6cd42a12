/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfigLoaderTest {
    private static final String MINIMAL =
            """
            kafka:
              bootstrap-servers: broker:9092
            model:
              file: m.onnx
            """;
    private static final Path FOLDER = Path.of("folder");

    @Test
    void statesAreKeptBesideTheConfigurationUnlessItSaysWhere() {
        // Given
        Path folder = Path.of("/etc/of-ours");

        // Then
        assertThat(ConfigLoader.parse(MINIMAL, "test", folder).patterns().stateDirectory())
                .isEqualTo("/etc/of-ours/patternstream-state");
        assertThat(ConfigLoader.parse(MINIMAL + "patterns:\n  state-directory: /var/x\n", "test", folder)
                        .patterns()
                        .stateDirectory())
                .isEqualTo("/var/x");
        assertThat(ConfigLoader.parse(MINIMAL + "patterns:\n  state-directory: s3://bucket/x\n", "test", folder)
                        .patterns()
                        .stateDirectory())
                .isEqualTo("s3://bucket/x");
    }

    @Test
    void aMinimalFileGetsTheDefaults() {
        // When
        StreamConfig config = parse(MINIMAL);

        // Then
        assertThat(config.kafka().bootstrapServers()).isEqualTo("broker:9092");
        assertThat(config.model().file()).isEqualTo(FOLDER.resolve("m.onnx"));
        assertThat(config.kafka().order()).isEqualTo("key");
        assertThat(config.topics().images()).isEqualTo("patternstream.images");
        assertThat(config.engine().batchMaxDelay()).isEqualTo(Duration.ofMillis(5));
        assertThat(config.patterns().estimators()).containsExactly("linear", "relu");
        assertThat(config.http().port()).isEqualTo(8080);
    }

    @Test
    void theExampleStatesTheDefaults() {
        // Given
        StreamConfig defaults = ConfigLoader.parse(
                MINIMAL.replace("broker:9092", "localhost:9092").replace("m.onnx", "model.onnx"),
                "test",
                example().toAbsolutePath().normalize().getParent());

        // When
        StreamConfig config = ConfigLoader.load(example());

        // Then
        assertThat(config).isEqualTo(defaults);
    }

    @Test
    void allErrorsAreListedWithPathAndValue() {
        // Given
        String yaml =
                """
                kafka:
                  bootstrap-server: broker:9092
                  order: any
                topics:
                  images: "a b"
                  create: maybe
                engine:
                  workers: 0
                  batch-size: many
                  backend: cuda
                  precision: f16
                  split: even
                patterns:
                  estimators: [linear, cubic]
                mdoel:
                  file: x
                """;

        // When
        List<String> errors = errors(yaml);

        // Then
        assertThat(errors)
                .containsExactlyInAnyOrder(
                        "model: missing",
                        "kafka.bootstrap-servers: missing",
                        "kafka.bootstrap-server: unknown key; did you mean bootstrap-servers?",
                        "kafka.order: \"any\" is none of key, partition, none",
                        "topics.images: \"a b\" must be letters, digits, dots, underscores and hyphens",
                        "topics.create: \"maybe\" must be of type boolean",
                        "engine.workers: 0 is less than 1",
                        "engine.batch-size: \"many\" must be of type integer",
                        "engine.backend: \"cuda\" is none of auto, onednn, nd4j",
                        "engine.precision: \"f16\" is none of f32, bf16, bf16_backward",
                        "engine.split: \"even\" is none of throughput, latency",
                        "patterns.estimators.1: \"cubic\" is none of linear, relu",
                        "mdoel: unknown key; did you mean model?");
    }

    @Test
    void settingsThatTheGuaranteesRestOnCannotBeOverridden() {
        // When
        List<String> errors = errors(MINIMAL.replace(
                "model:",
                "  client-properties:\n    acks: 0\n    enable.auto.commit: true\n    sasl.mechanism: PLAIN\nmodel:"));

        // Then
        assertThat(errors).hasSize(2).allMatch(line -> line.contains("cannot be set"));
        assertThat(errors.get(0)).startsWith("kafka.client-properties.acks");
    }

    @Test
    void oneTopicCannotHaveTwoRoles() {
        // When
        List<String> errors = errors(MINIMAL + "topics:\n  heatmaps: patternstream.images\n");

        // Then
        assertThat(errors)
                .containsExactly(
                        "topics.images: 'patternstream.images' is also topics.heatmaps; every role needs its own topic");
    }

    @Test
    void moreThreadsThanCoresAreRefused() {
        // Given
        int cores = Runtime.getRuntime().availableProcessors();

        // When
        List<String> errors = errors(MINIMAL + "engine:\n  workers: 1024\n  threads: 1024\n");

        // Then
        assertThat(errors)
                .containsExactly("engine.workers: 1024 workers of 1024 threads need 1048576 cores, but there "
                        + (cores == 1 ? "is 1" : "are " + cores) + "; lower engine.workers or engine.threads");
    }

    @Test
    void coresAreSplitAsAsked() {
        // Given
        int cores = Runtime.getRuntime().availableProcessors();

        // When, Then
        assertThat(parse(MINIMAL).engine().cores()).isEqualTo(new CoreSplit(cores, 1));
        assertThat(parse(MINIMAL + "engine:\n  split: latency\n").engine().cores())
                .isEqualTo(new CoreSplit(1, cores));
        assertThat(parse(MINIMAL + "engine:\n  workers: 1\n").engine().cores()).isEqualTo(new CoreSplit(1, 1));
    }

    @Test
    void brokenYamlAndMissingFilesAreOneClearLine() {
        // When
        List<String> duplicate = errors(MINIMAL + "model:\n  file: y\n");
        List<String> list = errors("- a\n- b\n");
        ConfigException missing =
                catchThrowableOfType(ConfigException.class, () -> ConfigLoader.load(Path.of("no-such.yaml")));

        // Then
        assertThat(duplicate).hasSize(1).first().asString().contains("line 5").contains("model");
        assertThat(list).hasSize(1);
        assertThat(missing).hasMessage("configuration no-such.yaml has 1 error: there is no such file");
    }

    @Test
    void secretsAreNotShown() {
        // Given
        String yaml = MINIMAL.replace("model:", "  client-properties:\n    ssl.key.password: swordfish\nmodel:");

        // When
        String shown = parse(yaml).toString();

        // Then
        assertThat(shown).contains("ssl.key.password").doesNotContain("swordfish");
    }

    private static Path example() {
        return Path.of("..", "etc", "patternstream.yaml");
    }

    private static StreamConfig parse(String yaml) {
        return ConfigLoader.parse(yaml, "test", FOLDER);
    }

    private static List<String> errors(String yaml) {
        return catchThrowableOfType(ConfigException.class, () -> parse(yaml)).errors();
    }
}
