/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Checks what can be checked of deploy/ without a container engine. */
final class DeploymentTest {
    private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:v?\\d+\\.\\d+(\\.\\d+)?[A-Za-z0-9._-]*");

    private final String dockerfile = Repository.text("deploy/Dockerfile");
    private final JsonNode compose = Repository.yaml("deploy/compose.yaml");

    @Test
    void everyImageIsPinned() {
        List<String> images = Pattern.compile("^FROM (\\S+)", Pattern.MULTILINE)
                .matcher(dockerfile)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(images).hasSize(2).allMatch(PINNED.asMatchPredicate());
        assertThat(compose.findValuesAsText("image")).hasSize(4).allMatch(PINNED.asMatchPredicate());
        assertThat(PINNED.asMatchPredicate()).rejects("apache/kafka", "apache/kafka:latest", "apache/kafka:4");
    }

    @Test
    void everyMountedFileExists() {
        List<String> mounts = compose.path("services").findValues("volumes").stream()
                .flatMap(volumes -> Stream.of(volumes))
                .flatMap(volumes -> StreamSupport.stream(volumes.spliterator(), false))
                .map(JsonNode::asText)
                .filter(mount -> mount.startsWith("."))
                .map(mount -> mount.split(":", -1)[0])
                .toList();

        assertThat(mounts).hasSize(5).allSatisfy(mount -> assertThat(
                        Repository.file("deploy").resolve(mount))
                .exists());
    }

    @Test
    void everyFileThatTheBuildCopiesExists() {
        assertThat(Pattern.compile("^COPY (deploy/\\S+)", Pattern.MULTILINE)
                        .matcher(dockerfile)
                        .results())
                .isNotEmpty()
                .allSatisfy(copy -> assertThat(Repository.file(copy.group(1))).exists());
    }

    @Test
    void imageIsBuiltAndStartedAsTheLauncherDoes() {
        // Given
        String launcher = Repository.text("bin/patternstream");
        String build = Pattern.compile("mvn -D[^)\\n]*package")
                .matcher(launcher)
                .results()
                .findFirst()
                .map(MatchResult::group)
                .orElseThrow();

        // Then
        assertThat(dockerfile).contains(build);
        assertThat(dockerfile).contains("ENTRYPOINT [\"/opt/patternstream/bin/patternstream\"]");
        assertThat(dockerfile).contains("CMD [\"serve\", \"--config\", \"/etc/patternstream/patternstream.yaml\"]");
        assertThat(Files.isExecutable(Repository.file("bin/patternstream"))).isTrue();
    }

    @Test
    void imageDoesNotRunAsRoot() {
        assertThat(Pattern.compile("^USER (\\d+):(\\d+)$", Pattern.MULTILINE)
                        .matcher(dockerfile)
                        .results())
                .singleElement()
                .satisfies(user -> assertThat(user.group(1)).isNotEqualTo("0"));
    }

    @Test
    void configurationLoadsAndFitsTheOtherFiles() {
        // When
        StreamConfig config = ConfigLoader.load(Repository.file("deploy/patternstream.yaml"));

        // Then
        assertThat(compose.at("/services/kafka/environment/KAFKA_ADVERTISED_LISTENERS")
                        .asText())
                .contains("//kafka:9092");
        assertThat(Repository.text("deploy/patternstream.yaml")).contains("bootstrap-servers: kafka:9092");
        assertThat(compose.at("/services/patternstream/ports/0").asText())
                .isEqualTo("127.0.0.1:%1$d:%1$d".formatted(config.http().port()));
        assertThat(Repository.yaml("deploy/prometheus.yml")
                        .at("/scrape_configs/0/static_configs/0/targets/0")
                        .asText())
                .isEqualTo("patternstream:" + config.management().port());
        assertThat(config.model().file()).hasToString("/opt/patternstream/demo/fashion-mnist-cnn.zip");
        assertThat(Repository.file("demo/fashion-mnist-cnn.zip")).exists();
    }

    @Test
    void alertsAreMountedWherePrometheusLooks() {
        String rules =
                Repository.yaml("deploy/prometheus.yml").at("/rule_files/0").asText();

        assertThat(compose.at("/services/prometheus/volumes").toString()).contains("./alerts.yml:" + rules);
    }

    @Test
    void dashboardsAreMountedWhereGrafanaLooks() {
        String folder = Repository.yaml("grafana/provisioning/dashboards/patternstream.yaml")
                .at("/providers/0/options/path")
                .asText();

        assertThat(compose.at("/services/grafana/volumes").toString()).contains("../grafana/dashboards:" + folder);
    }
}
