/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.Conservation;
import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Explanations;
import io.patternstream.api.explain.SampleReport;
import io.patternstream.api.explain.StartValue;
import io.patternstream.api.explain.Target;
import io.patternstream.api.explain.TieRule;
import io.patternstream.api.model.Head;
import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.pattern.SnapshotOrigin;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.graph.Network;
import io.patternstream.engine.graph.Operation;
import io.patternstream.engine.reference.ReferenceProvider;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.engine.spi.Precision;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EngineTest {
    private static final String HASH = "ab".repeat(32);
    private static final Shape IMAGE = Shape.of(2, 1, 1);

    /** The toy of the paper: y = x0 - x1, in two classes of opposite sign. */
    private final Model model = toy();

    private final AtomicReference<Optional<PatternSnapshot>> active = new AtomicReference<>(Optional.empty());
    private final Explainer explainer =
            Engine.open(model, new ReferenceProvider(), active::get).newExplainer();

    @AfterEach
    void close() {
        explainer.close();
    }

    @Test
    void gradCamIsRefusedWhereThereAreNoFeatureMaps() {
        assertThatThrownBy(() -> explainer.explain(ExplainRequest.of(
                        Tensor.of(Shape.of(1, 2, 1, 1), 1, 2), List.of("gradcam"), List.of(new Target.MaxOutput()))))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.UNSUPPORTED_LAYER))
                .hasMessageContaining("the network has no convolution; methods that can: gradient, ");
    }

    @Test
    void resultsComeInTheOrderOfTheRequestUnderCanonicalNames() {
        // Given
        active.set(Optional.of(snapshot("one", HASH, 1, 0)));

        // When
        Explanations explanations = explain("lrp.z", "SALIENCY", "PatternLRP");

        // Then: for x = (3, 1) the first logit is 2
        assertThat(explanations.logits().at(0)).isEqualTo(2);
        assertThat(explanations.attributions())
                .extracting(Attribution::method)
                .containsExactly("lrp.z", "gradient", "patternattribution");
        assertThat(explanations.attributions())
                .extracting(Attribution::start)
                .containsExactly(StartValue.LOGIT, StartValue.ONE, StartValue.LOGIT);
        assertThat(explanations.attributions())
                .extracting(Attribution::patterns)
                .containsExactly(
                        Optional.empty(), Optional.empty(), active.get().map(PatternSnapshot::origin));
        assertThat(values(explanations, 0)).containsExactly(3, -1);
        assertThat(values(explanations, 1)).containsExactly(1, -1);
        assertThat(values(explanations, 2)).containsExactly(2, 0);
    }

    @Test
    void anotherSnapshotReplacesThePreparedPatterns() {
        // Given
        active.set(Optional.of(snapshot("one", HASH, 1, 0)));
        Explanations before = explain("patternnet");

        // When
        active.set(Optional.of(snapshot("two", HASH, 0.5, -0.5)));
        Explanations after = explain("patternnet");

        // Then
        assertThat(values(before, 0)).containsExactly(2, 0);
        assertThat(values(after, 0)).containsExactly(1, -1);
        assertThat(after.attributions().get(0).patterns().map(SnapshotOrigin::id))
                .contains(new SnapshotId("two"));
    }

    @Test
    void patternMethodsNeedPatternsOfThisModel() {
        assertRefused(ErrorType.PATTERNS_UNAVAILABLE, "none are active", "patternnet");
        active.set(Optional.of(snapshot("foreign", "cd".repeat(32), 1, 0)));
        assertRefused(ErrorType.PATTERNS_UNAVAILABLE, "another model", "patternnet");
        active.set(Optional.of(snapshot("bare", "", List.of())));
        assertRefused(ErrorType.PATTERNS_UNAVAILABLE, "none for layer 'fc' in regime linear", "patternnet");
        LayerPattern small = new LayerPattern(new LayerId("fc"), Regime.LINEAR, Shape.of(1, 2), new double[2]);
        active.set(Optional.of(snapshot("small", "", List.of(small))));
        assertRefused(ErrorType.PATTERNS_UNAVAILABLE, "shape [1, 2] for layer 'fc'", "patternattribution");
        active.set(Optional.of(snapshot("good", "", 1, 0)));
        assertThat(values(explain("patternnet"), 0)).containsExactly(2, 0);
    }

    @Test
    void requestsThatDoNotFitAreRefusedAndTheExplainerGoesOn() {
        assertRefused(ErrorType.UNKNOWN_METHOD, "known are gradient", "magic");
        assertThatThrownBy(() -> explainer.explain(ExplainRequest.of(
                        Tensor.of(Shape.of(1, 3, 1, 1), 1, 2, 3),
                        List.of("gradient"),
                        List.of(new Target.MaxOutput()))))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.SHAPE_MISMATCH))
                .hasMessageContaining("[1, 3, 1, 1]");
        assertThatThrownBy(() -> explainer.explain(request(new Target.ClassIndex(2), "gradient")))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(ErrorType.INVALID_TARGET))
                .hasMessageContaining("classes 0 to 1");
        assertThat(values(explain("gradient"), 0)).containsExactly(1, -1);
    }

    @Test
    void everyMethodExplainsEveryListOfTargetsAfterOneForwardPass() {
        // Given: for x = (3, 1) the logits are 2 and -2
        List<List<Target>> lists = List.of(
                List.of(new Target.MaxOutput()), List.of(new Target.Contrast(1, 0)), List.of(new Target.None()));

        // When
        Explanations explanations = explainer.explain(
                new ExplainRequest(Tensor.of(IMAGE.batchOf(1), 3, 1), List.of("gradient", "lrp.z"), lists, null));

        // Then
        assertThat(explanations.ties()).isEqualTo(TieRule.FIRST);
        assertThat(explanations.attributions())
                .extracting(attribution -> attribution.method() + " " + attribution.targetList())
                .containsExactly("gradient 0", "gradient 1", "gradient 2", "lrp.z 0", "lrp.z 1", "lrp.z 2");
        assertThat(values(explanations, 0)).containsExactly(1, -1);
        assertThat(values(explanations, 1)).containsExactly(-2, 2);
        assertThat(values(explanations, 2)).containsExactly(0, 0);
        assertThat(values(explanations, 3)).containsExactly(3, -1);
        assertThat(values(explanations, 4)).containsExactly(-6, 2);
        assertThat(values(explanations, 5)).containsExactly(0, 0);
        assertThat(explanations.attributions())
                .extracting(attribution -> attribution.samples().get(0))
                .endsWith(
                        new SampleReport(new Target.MaxOutput(), List.of(0), 2, true, conserved(2)),
                        new SampleReport(new Target.Contrast(1, 0), List.of(1, 0), -4, true, conserved(-4)),
                        new SampleReport(new Target.None(), List.of(), 0, true, conserved(0)));
    }

    @Test
    void reportSaysWhichSamplesAreNotFinite() {
        // Given
        Tensor images = Tensor.of(IMAGE.batchOf(3), 3, 1, Float.POSITIVE_INFINITY, 1, 2, 0);
        List<Target> targets = Collections.nCopies(3, new Target.MaxOutput());

        // When
        Explanations explanations = explainer.explain(ExplainRequest.of(images, List.of("gradient", "lrp.z"), targets));

        // Then: the gradient is finite, but its logit is not
        for (Attribution attribution : explanations.attributions()) {
            assertThat(attribution.samples())
                    .as(attribution.method())
                    .extracting(SampleReport::finite)
                    .containsExactly(true, false, true);
        }
    }

    @Test
    void targetsChooseLogits() {
        assertThat(values(explainer.explain(request(new Target.ClassIndex(1), "gradient")), 0))
                .containsExactly(-1, 1);
        assertThat(values(explainer.explain(request(new Target.None(), "lrp.z")), 0))
                .containsExactly(3 - 3, -1 + 1);
    }

    @Test
    void observerRefusesImagesOfAnotherShape() {
        try (ActivationSource source =
                Engine.open(model, new ReferenceProvider(), active::get).newActivationSource()) {
            assertThatThrownBy(() -> source.observe(Tensor.of(Shape.of(1, 2), 1, 2), moments -> {}))
                    .isInstanceOf(ExplainException.class)
                    .hasMessageContaining("[1, 2]");
        }
    }

    @Test
    void optionsAreWrittenInLowerCaseAndReadInAnyCase() {
        assertThat(Precision.of("bf16_backward")).isEqualTo(Precision.BF16_BACKWARD);
        assertThat(Precision.of("Bf16")).isEqualTo(Precision.BF16).hasToString("bf16");
        assertThat(Algorithm.of(" direct ")).isEqualTo(Algorithm.DIRECT).hasToString("direct");
        assertThatThrownBy(() -> Precision.of("f64"))
                .hasMessage("precision must be f32, bf16 or bf16_backward, but was 'f64'");
        assertThatThrownBy(() -> Algorithm.of("fft")).hasMessage("algorithm must be auto or direct, but was 'fft'");
        assertThatThrownBy(() -> new EngineOptions("auto", Precision.F32, Algorithm.AUTO, -1))
                .hasMessageContaining("threads must be at least 1")
                .hasMessageContaining("-1");
    }

    @Test
    void methodsKnowTheirAliases() {
        assertThat(Methods.canonical("Guided_BackProp")).isEqualTo("guided");
        assertThat(Methods.canonical("input_t_gradient")).isEqualTo("input_x_gradient");
        assertThat(Methods.needsPatterns("patternlrp")).isTrue();
        assertThat(Methods.needsPatterns("lrp.z")).isFalse();
        assertThat(Methods.names()).doesNotHaveDuplicates().allMatch(name -> name.equals(Methods.canonical(name)));
    }

    @Test
    void missingAndUnknownFilesAreRefused() {
        assertThatThrownBy(() -> Model.load(Path.of("no-such.onnx")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("no-such.onnx does not exist");
        assertThatThrownBy(() -> Model.load(Path.of("src")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("src is not a file");
        assertThatThrownBy(() -> Model.load(Path.of("pom.xml")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("known are [ONNX]");
    }

    private Explanations explain(String... methods) {
        return explainer.explain(request(new Target.MaxOutput(), methods));
    }

    private static ExplainRequest request(Target target, String... methods) {
        return ExplainRequest.of(Tensor.of(IMAGE.batchOf(1), 3, 1), List.of(methods), List.of(target));
    }

    private void assertRefused(ErrorType type, String why, String method) {
        assertThatThrownBy(() -> explain(method))
                .isInstanceOfSatisfying(
                        ExplainException.class, e -> assertThat(e.type()).isEqualTo(type))
                .hasMessageContaining(why);
    }

    private static float[] values(Explanations explanations, int index) {
        Tensor values = explanations.attributions().get(index).values();
        float[] floats = new float[values.shape().elementCount()];
        values.copyTo(floats, 0);
        return floats;
    }

    private static Optional<Conservation> conserved(double started) {
        return Optional.of(new Conservation(started, 0, 0, 0, 0));
    }

    private static Model toy() {
        Network.Builder net = Network.builder("x", IMAGE);
        int flat = net.add("flat", new Operation.Reshape(Shape.of(2)), 0);
        Tensor weights = Tensor.of(Shape.of(2, 2), 1, -1, -1, 1);
        net.add("fc", new Operation.Dense(weights, Tensor.of(Shape.of(2), 0, 0), false), flat);
        return Model.of(net.build(Head.NONE), "toy", HASH);
    }

    private static PatternSnapshot snapshot(String id, String hash, double first, double second) {
        double[] values = {first, second, -first, -second};
        return snapshot(id, hash, List.of(new LayerPattern(new LayerId("fc"), Regime.LINEAR, Shape.of(2, 2), values)));
    }

    private static PatternSnapshot snapshot(String id, String hash, List<LayerPattern> patterns) {
        return new PatternSnapshot(
                new SnapshotId(id),
                new PatternSnapshot.Provenance(hash, List.of(), 0, Map.of(), Instant.EPOCH),
                patterns);
    }
}
