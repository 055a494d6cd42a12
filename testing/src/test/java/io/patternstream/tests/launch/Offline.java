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
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each version of a model says of each image when nothing else goes on. */
final class Offline {
    private final Map<String, Tensor> expected = new HashMap<>();

    private Offline() {}

    static Offline of(Path folder, List<byte[]> versions) throws Exception {
        Offline offline = new Offline();
        for (byte[] version : versions) {
            Path file = Files.write(folder.resolve("offline.zip"), version);
            EngineOptions options = new EngineOptions("auto", Precision.F32, Algorithm.DIRECT, 1);
            Engine engine = Engine.open(Model.load(file), options, Optional::empty);
            try (Explainer explainer = engine.newExplainer()) {
                offline.explain(explainer, sha256(version));
            }
        }
        return offline;
    }

    private void explain(Explainer explainer, String version) {
        for (int i = 0; i < ImageLoad.IMAGES; i++) {
            List<Attribution> attributions = explainer
                    .explain(ExplainRequest.of(
                            Tensor.stack(List.of(ImageLoad.image(i))),
                            List.of("gradient", "guided"),
                            List.of(new Target.MaxOutput())))
                    .attributions();
            for (Attribution attribution : attributions) {
                expected.put(
                        key(version, attribution.method(), i),
                        attribution.values().slice(0));
            }
        }
    }

    /** The heatmap has the bits that the version which it names gives. */
    void requireEqual(ImageLoad.Heatmap heatmap) {
        Tensor offline = expected.get(key(heatmap.version(), heatmap.method(), heatmap.number() % ImageLoad.IMAGES));
        assertThat(offline).as("a known version: " + heatmap.version()).isNotNull();
        for (int i = 0; i < offline.shape().elementCount(); i++) {
            if (heatmap.values().at(i) != offline.at(i)) {
                throw new AssertionError(heatmap.method() + " of image " + heatmap.number() + ", value " + i + ": "
                        + heatmap.values().at(i) + ", offline " + offline.at(i));
            }
        }
    }

    static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static String key(String version, String method, int image) {
        return version + "/" + method + "/" + image;
    }
}
