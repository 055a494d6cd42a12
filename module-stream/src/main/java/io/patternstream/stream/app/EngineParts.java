/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSource;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Methods;
import io.patternstream.engine.Model;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.preprocess.Preprocessing.Resize;
import io.patternstream.engine.render.BackProjection;
import io.patternstream.engine.render.ColourMap;
import io.patternstream.engine.render.HeatmapImage;
import io.patternstream.engine.render.Normalisation;
import io.patternstream.engine.render.Plain;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import io.patternstream.patterns.PatternFile;
import io.patternstream.patterns.PatternRegistry;
import io.patternstream.stream.cli.LibraryVersion;
import io.patternstream.stream.cli.PatternOperator;
import io.patternstream.stream.config.EngineConfig;
import io.patternstream.stream.config.PatternsConfig;
import io.patternstream.stream.config.StreamConfig;
import io.patternstream.stream.http.ServedModel;
import io.patternstream.stream.http.ServedModel.ImageFit;
import io.patternstream.stream.pipeline.Heatmap;
import io.patternstream.stream.pipeline.Maker;
import io.patternstream.stream.profile.ModelLoader;
import io.patternstream.stream.profile.ModelProfile;
import io.patternstream.stream.service.ModelParts;
import io.patternstream.stream.service.PatternParts;
import io.patternstream.stream.service.VersionParts;
import io.patternstream.stream.state.StateStores;
import io.patternstream.stream.training.DriftHistory;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The model, its engine and its patterns, as the service wants to see them. */
final class EngineParts {
    private static final Logger LOGGER = LoggerFactory.getLogger(EngineParts.class);

    /** Few strong pixels must not pale all others. */
    private static final HeatmapImage HEATMAPS = new HeatmapImage(ColourMap.BLUE_RED, new Normalisation(99));

    private final StreamConfig config;
    private final Model model;
    private final ModelProfile profile;
    private final PatternRegistry registry;
    private final Engine engine;
    private final DriftHistory drift = new DriftHistory();

    private EngineParts(StreamConfig config, Model model) {
        this.config = config;
        this.model = model;
        this.profile = ModelProfile.of(config.model().file(), model.description());
        this.registry = PatternRegistry.create(model.description(), model.layers());
        this.engine = Engine.open(model, options(config.engine()), registry);
    }

    /** Says what computes, and why nothing better does. */
    void logEngine() {
        engine.skippedBackends()
                .forEach(reason -> LOGGER.atWarn().addKeyValue("reason", reason).log("A backend is not used"));
        LOGGER.atInfo()
                .addKeyValue("backend", engine.backend())
                .addKeyValue("precision", engine.precision())
                .addKeyValue("workers", config.engine().cores().workers())
                .addKeyValue("threads", config.engine().cores().threads())
                .log("The engine is open");
    }

    private static EngineOptions options(EngineConfig config) {
        return new EngineOptions(
                config.backend(),
                Precision.of(config.precision()),
                Algorithm.of(config.algorithm()),
                config.cores().threads());
    }

    /** Loads the model and, where the configuration names one, its pattern file. */
    static EngineParts load(StreamConfig config) {
        EngineParts parts = new EngineParts(config, ModelLoader.load(config.model()));
        config.patterns().file().map(parts::read).ifPresent(parts.registry::activate);
        return parts;
    }

    StreamConfig config() {
        return config;
    }

    /** All that the service has to know of it. */
    VersionParts version() {
        return new VersionParts(model(), learning());
    }

    ModelDescription description() {
        return model.description();
    }

    /** Bytes of native memory that the engine holds. */
    long nativeBytes() {
        return engine.nativeBytes();
    }

    /** The active patterns. */
    PatternSource patterns() {
        return registry;
    }

    /** How its last snapshots compared with those before them. */
    DriftHistory drift() {
        return drift;
    }

    private Preprocessing preprocessing() {
        return config.model().preprocessing().map(Preprocessing::preset).orElse(profile.preprocessing());
    }

    /** What people who watch may know of the model. */
    ServedModel served() {
        List<String> methods = methods();
        ImageFit fit = preprocessing().resize() == Resize.CENTRE_CROP ? ImageFit.CENTRE : ImageFit.WHOLE;
        List<String> signals = methods.stream()
                .filter(method -> rendering(method) instanceof BackProjection)
                .toList();
        return new ServedModel(description().name(), description().sha256(), fit, profile.labels(), methods, signals);
    }

    /** Draws what people who watch see. */
    byte[] draw(Heatmap heatmap) {
        return rendering(heatmap.method()).draw(heatmap.values()).png();
    }

    private Plain rendering(String method) {
        return Plain.usual(
                Methods.group(method), description().input(), preprocessing().order(), HEATMAPS);
    }

    ModelParts model() {
        DecodeLimits limits =
                new DecodeLimits(config.limits().imageBytes(), config.limits().imagePixels());
        return new ModelParts(
                description(),
                profile.labels(),
                methods(),
                profile.target(),
                new MethodBudget(config.limits().passes(), description().input()),
                new Maker(
                        description().sha256(),
                        engine.backend(),
                        engine.precision().toString(),
                        LibraryVersion.text()),
                ImageIoDecoder.create(preprocessing(), description().input(), limits),
                config.engine().cores().workers(),
                engine::newExplainer);
    }

    PatternParts learning() {
        PatternsConfig patterns = config.patterns();
        List<LayerWeights> layers = model.layers();
        return new PatternParts(
                engine::newActivationSource,
                learners(patterns.estimators()),
                () -> StateStores.open(patterns.stateDirectory(), config.kafka().groupId()),
                ConfiguredCheck.of(patterns.gate(), layers),
                new PatternFileCodec(description(), layers),
                () -> new PatternQualityMeter(engine::newRowSource, layers, registry),
                drift,
                registry,
                engine::layOut,
                registry::activate);
    }

    /** Learners with estimators of these names. */
    TrainerLearners learners(List<String> estimators) {
        return new TrainerLearners(
                description(),
                model.layers(),
                estimators,
                preprocessing().toString(),
                config.patterns().halfLife());
    }

    /** Decides about its snapshots. */
    PatternOperator operator() {
        return PatternOperator.of(config, description(), model.layers());
    }

    private List<String> methods() {
        List<String> wanted = config.model().methods().isEmpty()
                ? profile.methods()
                : config.model().methods();
        return (wanted.isEmpty() ? usualMethods() : wanted)
                .stream().map(Methods::canonical).distinct().toList();
    }

    /** Two to compare, where nobody says which; one of them with patterns if there are or will be any. */
    private List<String> usualMethods() {
        boolean patterns = config.patterns().learn() || config.patterns().file().isPresent();
        return patterns ? List.of("patternattribution", "guided") : List.of("guided", "gradient");
    }

    private PatternSnapshot read(Path file) {
        return PatternFile.read(file, description(), model.layers());
    }
}
