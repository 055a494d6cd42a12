/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Kernels;
import io.patternstream.engine.spi.KernelsProvider;
import io.patternstream.engine.spi.Precision;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class BenchCommandTest {
    private static final long MILLI = 1_000_000;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void reportRelatesMediansOfRooflineAndExplanation() throws JsonProcessingException {
        // Given: explanations of 10, 20 and 40 ms, rooflines of 9, 15 and 16 ms
        Timings explanation = Timings.of(20 * MILLI, 10 * MILLI, 40 * MILLI);
        Timings roofline = Timings.of(15 * MILLI, 16 * MILLI, 9 * MILLI);

        // When
        JsonNode report = report(BenchTimes.of(explanation, Optional.of(roofline), Optional.empty(), Optional.empty()));

        // Then
        assertThat(report.at("/ms_per_batch/min").asDouble()).isEqualTo(10);
        assertThat(report.at("/ms_per_batch/median").asDouble()).isEqualTo(20);
        assertThat(report.at("/ms_per_batch/max").asDouble()).isEqualTo(40);
        assertThat(report.at("/roofline_ratio").asDouble()).isEqualTo(0.75);
        assertThat(report.at("/roofline_ms_per_batch/median").asDouble()).isEqualTo(15);
        assertThat(report.at("/images_per_second").asDouble()).isEqualTo(100);
    }

    @Test
    void reportRelatesAnotherPrecisionToTheExplanation() throws JsonProcessingException {
        // Given: medians of 20 and 32 ms, minima of 10 and 15 ms
        Timings explanation = Timings.of(20 * MILLI, 10 * MILLI, 40 * MILLI);
        Timings other = Timings.of(32 * MILLI, 40 * MILLI, 15 * MILLI);

        // When
        JsonNode report =
                report(BenchTimes.of(explanation, Optional.empty(), Optional.of(Precision.BF16), Optional.of(other)));

        // Then
        assertThat(report.at("/against/precision").asText()).isEqualTo("bf16");
        assertThat(report.at("/against/ratio_of_medians").asDouble()).isEqualTo(1.6);
        assertThat(report.at("/against/ratio_of_minima").asDouble()).isEqualTo(1.5);
        assertThat(report.at("/against/ms_per_batch/max").asDouble()).isEqualTo(40);
        assertThat(report.path("roofline_ratio").isNull()).isTrue();
    }

    @Test
    void reportNamesWhatWasTimed() throws JsonProcessingException {
        // When
        JsonNode report =
                report(BenchTimes.of(Timings.of(MILLI), Optional.empty(), Optional.empty(), Optional.empty()));

        // Then: a dense layer of 12 inputs and 3 outputs; gradients at 32 points
        assertThat(report.at("/model").asText()).isEqualTo("toy");
        assertThat(report.at("/method").asText()).isEqualTo("gradient,smoothgrad");
        assertThat(report.at("/methods").toString()).isEqualTo("[\"gradient\",\"smoothgrad\"]");
        assertThat(report.at("/backend").asText()).isEqualTo("absent");
        assertThat(report.at("/precision").asText()).isEqualTo("f32");
        assertThat(report.at("/algorithm").asText()).isEqualTo("direct");
        assertThat(report.at("/batch").asInt()).isEqualTo(2);
        assertThat(report.at("/threads").asInt()).isEqualTo(7);
        assertThat(report.at("/iterations").asInt()).isEqualTo(1);
        assertThat(report.at("/warmup").asInt()).isEqualTo(4);
        assertThat(report.at("/passes").asInt()).isEqualTo(1 + 1 + 2 * 32);
        assertThat(report.at("/input").toString()).isEqualTo("[3,2,2]");
        assertThat(report.at("/forward_gmacs").asDouble()).isEqualTo(36e-9);
        assertThat(report.path("roofline_ratio").isNull()).isTrue();
        assertThat(report.has("roofline_ms_per_batch")).isFalse();
        assertThat(report.has("against")).isFalse();
    }

    @Test
    void workersReportWhatTheyGotDoneTogether() throws JsonProcessingException {
        // Given: two workers, four batches of two images in 50 ms
        Crew.Result result = new Crew.Result(Timings.of(20 * MILLI, 20 * MILLI, 30 * MILLI, 30 * MILLI), 50 * MILLI);

        // When
        JsonNode report = report(BenchTimes.of(result));

        // Then
        assertThat(report.at("/images_per_second").asDouble()).isEqualTo(160);
        assertThat(report.at("/ms_per_batch/median").asDouble()).isEqualTo(25);
        assertThat(report.at("/iterations").asInt()).isEqualTo(4);
    }

    @Test
    void aCrewSharesOutItsBatchesAndAFailureEndsIt() throws InterruptedException {
        // Given: two workers that count, and one that fails
        AtomicInteger done = new AtomicInteger();
        Runnable failing = () -> {
            throw new IllegalStateException("out of order");
        };

        // When
        Crew.Result result =
                new Crew(System::nanoTime, 3, 10).time(List.of(done::incrementAndGet, done::incrementAndGet), () -> {});

        // Then: three each before those that are timed
        assertThat(done).hasValue(3 + 3 + 10);
        assertThat(result.timings().count()).isEqualTo(10);
        assertThatThrownBy(
                        () -> new Crew(System::nanoTime, 1, 10).time(List.of(done::incrementAndGet, failing), () -> {}))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("a worker failed")
                .hasMessageContaining("out of order");
    }

    @Test
    void whatCannotBeTimedIsRefusedInOneLine() {
        assertThat(bench("--model=m", "--method=gradient", "--batch=0")).isEqualTo(2);
        assertThat(errors()).startsWith("patternstream bench: --batch must be at least 1, but was 0");
        assertThat(bench("--model=m", "--method=gradient", "--iterations=0")).isEqualTo(2);
        assertThat(errors()).startsWith("patternstream bench: --iterations must be at least 1, but was 0");
        assertThat(bench("--model=m", "--method=gradient", "--workers=2", "--roofline"))
                .isEqualTo(2);
        assertThat(errors()).startsWith("patternstream bench: --roofline and --against are for one worker");
        assertThat(bench("--model=builtin:lenet", "--method=gradient")).isEqualTo(1);
        assertThat(errors())
                .isEqualTo("patternstream bench: there is no architecture 'lenet'; known are [vgg16, squeezenet,"
                        + " resnet50, mobilenet]");
        assertThat(bench("--model=builtin:squeezenet", "--method=gradient", "--image-size=8"))
                .isEqualTo(1);
        assertThat(errors())
                .isEqualTo("patternstream bench: squeezenet needs images of at least 32 pixels a side, but was 8");
        assertThat(bench("--model=m.onnx", "--method=gradient", "--image-size=64"))
                .isEqualTo(1);
        assertThat(errors()).startsWith("patternstream bench: --image-size is for builtin models; m.onnx says itself");
    }

    private static JsonNode report(BenchTimes times) throws JsonProcessingException {
        Model model = toy();
        Engine engine = Engine.open(model, new Absent(), Optional::empty);
        EngineOptions options = new EngineOptions("absent", Precision.F32, Algorithm.DIRECT, 7);
        BenchWork work =
                new BenchWork.Explanation(List.of("gradient", "smoothgrad"), BenchImages.random(Shape.of(3, 2, 2), 2));
        String json = new BenchReport(
                        new BenchModel(model, "toy", Preprocessing.preset("raw")), engine, options, work, 1, 4)
                .json(times);
        return new ObjectMapper().readTree(json);
    }

    private static Model toy() {
        Network.Builder net = Network.builder("x", Shape.of(3, 2, 2));
        int flat = net.add("flat", new Operation.Reshape(Shape.of(12)), 0);
        Tensor weights = Tensor.of(Shape.of(3, 12), new float[36]);
        net.add("fc", new Operation.Dense(weights, Tensor.of(Shape.of(3), 0, 0, 0), false), flat);
        return Model.of(net.build(Head.NONE), "file", "ab".repeat(32));
    }

    private int bench(String... arguments) {
        Console console = new Console(System.out, new PrintStream(err, true, UTF_8), false, () -> 0);
        return RootCommand.create(
                        console,
                        new Home(Path.of("."), Path.of(".")),
                        (config, watcher) -> {
                            throw new AssertionError("no test starts the service");
                        },
                        (config, id, watcher) -> {
                            throw new AssertionError("no test rebuilds a snapshot");
                        })
                .execute(Stream.concat(Stream.of("bench"), Stream.of(arguments)).toArray(String[]::new));
    }

    /** What was written to standard error since the last call. */
    private String errors() {
        String text = err.toString(UTF_8).strip();
        err.reset();
        return text;
    }

    /** A backend that reports are made of, not explanations. */
    private static final class Absent implements KernelsProvider {
        @Override
        public String name() {
            return "absent";
        }

        @Override
        public int priority() {
            return 0;
        }

        @Override
        public Optional<String> obstacle() {
            return Optional.of("it only has a name");
        }

        @Override
        public Kernels<?> create(int threads) {
            throw new AssertionError("nothing is explained");
        }
    }
}
