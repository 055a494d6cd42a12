/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.patternstream.stream.config.ConfigLoader;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.demo.Drift;
import io.patternstream.stream.demo.DriftKind;
import io.patternstream.stream.demo.ReplaySequence;
import io.patternstream.stream.demo.Replayer.Pace;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a demo runs: a model, the images it explains, the images it learns from, and how fast both arrive.
 *
 * @param model the model's file
 * @param images what it explains
 * @param training what it learns from
 * @param rate images a second
 * @param block training images that the service takes in at a time
 * @param learning pace of the training images; its burst is enough for the first patterns
 * @param halfLife training images after which one counts for half
 * @param degenerateShare largest share of neurons whose pattern the training images need not determine
 */
record DemoPlan(
        Path model,
        ReplaySequence images,
        ReplaySequence training,
        double rate,
        int block,
        Pace learning,
        OptionalInt halfLife,
        double degenerateShare) {
    /** Small images: new patterns after so many training images, which arrive at this rate. */
    private static final int BUNDLED_SNAPSHOT = 256;

    private static final double BUNDLED_LEARNING = 30;
    private static final double BUNDLED_RATE = 80;
    /** A model of the user's may be large: few images at a time. */
    private static final int OWN_SNAPSHOT = 16;

    private static final double OWN_LEARNING = 1;
    /** Training images are folded in blocks of this size; less than a block is not seen by the service. */
    private static final int OWN_BLOCK = 4;

    private static final int BUNDLED_BLOCK = 16;
    private static final double OWN_RATE = 10;
    private static final int MOST_AHEAD = 64;
    private static final int LEAST_AHEAD = 8;
    /** So many snapshots see nothing of a drift, and over as many records as these it grows. */
    private static final int SNAPSHOTS_BEFORE_DRIFT = 4;

    private static final int DRIFTING_SNAPSHOTS = 2;
    private static final int LEAST_HALF_LIFE = 64;
    /** The bundled images determine most patterns; a folder of the user's may hold a single one. */
    private static final double BUNDLED_DEGENERATE = 0.5;

    private static final double OWN_DEGENERATE = 1;

    /** The bundled model and images; rate 0 stands for the default. */
    static DemoPlan bundled(Path folder, double rate, Optional<DriftKind> drift) {
        Pace learning = new Pace(BUNDLED_LEARNING, BUNDLED_SNAPSHOT, MOST_AHEAD);
        return new DemoPlan(
                folder.resolve("fashion-mnist-cnn.zip"),
                ReplaySequence.loop(DemoImages.read(folder.resolve("images.idx3-ubyte.gz"))),
                training(
                        ReplaySequence.loop(DemoImages.read(folder.resolve("training.idx3-ubyte.gz"))),
                        learning,
                        drift),
                rate > 0 ? rate : BUNDLED_RATE,
                BUNDLED_BLOCK,
                learning,
                halfLife(learning, drift),
                BUNDLED_DEGENERATE);
    }

    /** A model and images of the user's, which it also learns from; rate 0 stands for the default. */
    static DemoPlan own(Path model, Path folder, double rate, Optional<DriftKind> drift) {
        ReplaySequence images = ReplaySequence.loop(DemoImages.read(folder));
        Pace learning = new Pace(OWN_LEARNING, OWN_SNAPSHOT, LEAST_AHEAD);
        return new DemoPlan(
                model,
                images,
                training(images, learning, drift),
                rate > 0 ? rate : OWN_RATE,
                OWN_BLOCK,
                learning,
                halfLife(learning, drift),
                OWN_DEGENERATE);
    }

    /** Some snapshots of what does not drift come first, for all to see the difference. */
    private static ReplaySequence training(ReplaySequence images, Pace learning, Optional<DriftKind> drift) {
        long snapshot = learning.burst();
        return drift.map(kind -> images.drifting(
                        new Drift(kind, SNAPSHOTS_BEFORE_DRIFT * snapshot, DRIFTING_SNAPSHOTS * snapshot)))
                .orElse(images);
    }

    /** Where images change, old ones have to be forgotten before patterns can be right again. */
    private static OptionalInt halfLife(Pace learning, Optional<DriftKind> drift) {
        return drift.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Math.max(LEAST_HALF_LIFE, learning.burst()));
    }

    /** The pace of the images: at most about a second's worth ahead of the service. */
    Pace pace() {
        return new Pace(rate, 0, (int) Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, rate)));
    }

    /** The service's configuration; the folder is for what it keeps while it runs. */
    StreamConfig config(String bootstrapServers, int port, int managementPort, Path folder) {
        ObjectNode yaml = new ObjectMapper().createObjectNode();
        yaml.putObject("kafka").put("bootstrap-servers", bootstrapServers);
        yaml.putObject("model").put("file", model.toAbsolutePath().toString());
        ObjectNode patterns = yaml.putObject("patterns")
                .put("snapshot-every", learning.burst())
                .put("block-size", block)
                .put("state-directory", folder.resolve("state").toString());
        patterns.putObject("gate").put("degenerate-share", degenerateShare);
        halfLife.ifPresent(records -> patterns.put("half-life", records));
        yaml.putObject("http").put("port", port);
        yaml.putObject("management").put("port", managementPort);
        return ConfigLoader.parse(yaml.toString(), "of the demo", Path.of("").toAbsolutePath());
    }
}
