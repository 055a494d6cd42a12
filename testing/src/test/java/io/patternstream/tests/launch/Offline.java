/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.Attribution;
import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Target;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import io.patternstream.patterns.PatternRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each version of a model says of each image, with each snapshot of its patterns, when nothing else goes on. */
final class Offline {
    private final Path snapshots;
    private final Map<String, Model> versions = new HashMap<>();
    private final Map<String, Tensor> expected = new HashMap<>();

    /** The folder is where the service keeps its snapshots. */
    Offline(Path snapshots, Path work, List<byte[]> versions) throws Exception {
        this.snapshots = snapshots;
        for (byte[] version : versions) {
            this.versions.put(sha256(version), Model.load(Files.write(work.resolve("offline.zip"), version)));
        }
    }

    /** The heatmap has the bits that the version and the snapshot give which it names. */
    void requireEqual(ImageLoad.Heatmap heatmap) {
        String key = key(heatmap, heatmap.number());
        if (!expected.containsKey(key)) {
            explain(heatmap);
        }
        Tensor offline = expected.get(key);
        for (int i = 0; i < offline.shape().elementCount(); i++) {
            if (heatmap.values().at(i) != offline.at(i)) {
                throw new AssertionError(heatmap.method() + " of image " + heatmap.number() + ", value " + i + ": "
                        + heatmap.values().at(i) + ", offline " + offline.at(i));
            }
        }
    }

    /** All images with the method, version and snapshot of one heatmap. */
    private void explain(ImageLoad.Heatmap heatmap) {
        Model model = versions.get(heatmap.version());
        assertThat(model).as("a known version: " + heatmap.version()).isNotNull();
        EngineOptions options = new EngineOptions("auto", Precision.F32, Algorithm.DIRECT, 1);
        try (Explainer explainer =
                Engine.open(model, options, patterns(model, heatmap.patterns())).newExplainer()) {
            for (int i = 0; i < ImageLoad.IMAGES; i++) {
                Attribution attribution = explainer
                        .explain(ExplainRequest.of(
                                Tensor.stack(List.of(ImageLoad.image(i))),
                                List.of(heatmap.method()),
                                List.of(new Target.MaxOutput())))
                        .attributions()
                        .get(0);
                expected.put(key(heatmap, i), attribution.values().slice(0));
            }
        }
    }

    /** Fails for patterns of another version. */
    private PatternSource patterns(Model model, String id) {
        return id.isEmpty()
                ? Optional::empty
                : PatternRegistry.load(snapshots.resolve(id + ".npz"), model.description(), model.layers());
    }

    static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static String key(ImageLoad.Heatmap heatmap, int image) {
        return heatmap.version() + heatmap.patterns() + heatmap.method() + image % ImageLoad.IMAGES;
    }
}
