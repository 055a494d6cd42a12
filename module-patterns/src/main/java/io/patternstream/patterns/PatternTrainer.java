/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.PatternSnapshot.Provenance;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.patterns.estimate.Estimator;
import io.patternstream.patterns.estimate.PatternEstimation;
import io.patternstream.patterns.stats.LayerAccumulator;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Learns the patterns of one model. One thread at a time.
 *
 * <p>The same statistics in the same order give the same snapshot, bit for bit, under the same id; only its time of creation
 * differs. Memory: four float64 values per weight.
 */
public final class PatternTrainer implements PatternLearner {
    private final String modelName;
    private final String modelSha256;
    private final Map<LayerId, LayerWeights> layers = new LinkedHashMap<>();
    private final Map<LayerId, LayerAccumulator> statistics = new LinkedHashMap<>();
    private final List<Estimator> estimators;
    private final InstantSource clock;
    private SampleWeights weights = SampleWeights.of(0);
    private long samples;

    private PatternTrainer(String modelName, String modelSha256, List<String> estimators, InstantSource clock) {
        if (estimators.isEmpty()) {
            throw new IllegalArgumentException("no estimator was given; explanations need linear and relu");
        }
        this.modelName = modelName;
        this.modelSha256 = modelSha256;
        this.estimators = estimators.stream().map(Estimator::named).distinct().toList();
        this.clock = clock;
    }

    /**
     * Creates one that has seen no images.
     *
     * @param model the model
     * @param layers the layers to learn patterns for
     * @param estimators names: {@code linear}, {@code relu}, {@code relu.negative}, {@code relu.centred}; at least one
     * @param clock dates the snapshots
     * @return a trainer
     * @throws IllegalArgumentException if an estimator is unknown or none is given
     */
    public static PatternTrainer create(
            ModelDescription model, List<LayerWeights> layers, List<String> estimators, InstantSource clock) {
        PatternTrainer trainer = new PatternTrainer(model.name(), model.sha256(), estimators, clock);
        for (LayerWeights layer : layers) {
            int neurons = layer.weights().shape().dimension(0);
            int inputs = layer.weights().shape().inner().elementCount();
            trainer.put(layer, LayerAccumulator.create(neurons, inputs));
        }
        return trainer;
    }

    /** Puts one together from statistics; they and the layers are added with {@link #put}. */
    static PatternTrainer restored(String modelName, PatternMeta meta, List<String> estimators, InstantSource clock) {
        PatternTrainer trainer = new PatternTrainer(modelName, meta.provenance().modelSha256(), estimators, clock);
        trainer.samples = meta.provenance().samples();
        trainer.weights = SampleWeights.read(meta.labels(), trainer.samples);
        return trainer;
    }

    void put(LayerWeights layer, LayerAccumulator accumulator) {
        layers.put(layer.id(), layer);
        statistics.put(layer.id(), accumulator);
    }

    /** The model's name. */
    String modelName() {
        return modelName;
    }

    /** The layers, in the order of the model. */
    List<LayerWeights> layers() {
        return List.copyOf(layers.values());
    }

    /** What the images count for. */
    SampleWeights weights() {
        return weights;
    }

    /** The statistics of a layer; live, not a copy. */
    LayerAccumulator statistics(LayerWeights layer) {
        return Objects.requireNonNull(statistics.get(layer.id()));
    }

    /**
     * Merges what another one has learned from other images into this, by Chan's formula: patterns of the result equal those
     * of one pass over all images up to rounding (1e-12 of the statistics' magnitude).
     *
     * @param other a trainer for the same model; unchanged
     * @return this
     * @throws PatternMismatchException if it is for another model, by hash or by the layers' weights; this is unchanged then
     */
    public PatternTrainer combine(PatternTrainer other) {
        requireModel(other.modelSha256, other.layers.values());
        statistics.forEach((id, accumulator) -> accumulator.combine(Objects.requireNonNull(other.statistics.get(id))));
        samples += other.samples;
        weights.add(other.weights);
        return this;
    }

    /**
     * Makes sure that this learns the patterns of a model.
     *
     * @param model the model
     * @param modelLayers its layers
     * @throws PatternMismatchException if it is for another model, by hash or by the layers' weights
     */
    public void requireModel(ModelDescription model, List<LayerWeights> modelLayers) {
        requireModel(model.sha256(), modelLayers);
    }

    private void requireModel(String sha256, Collection<LayerWeights> others) {
        if (!sha256.equals(modelSha256)) {
            throw new PatternMismatchException("statistics of the model with hash " + modelSha256
                    + " do not go with those of the model with hash " + sha256);
        }
        for (LayerWeights other : others) {
            LayerWeights mine = layers.get(other.id());
            if (mine == null || others.size() != layers.size() || !equal(mine.weights(), other.weights())) {
                throw new PatternMismatchException("statistics of layer " + other.id() + " of model " + modelName
                        + " were made with other weights, perhaps by another version of this program");
            }
        }
    }

    private static boolean equal(Tensor one, Tensor other) {
        return one.shape().equals(other.shape()) && one.values().mismatch(other.values()) < 0;
    }

    @Override
    public void accept(LayerMoments moments) {
        LayerAccumulator accumulator = statistics.get(moments.layer());
        if (accumulator == null) {
            throw new IllegalArgumentException("model " + modelName + " has no layer " + moments.layer());
        }
        accumulator.accept(moments);
    }

    @Override
    public void folded(int images) {
        samples += images;
        weights.add(images);
    }

    @Override
    public long samples() {
        return samples;
    }

    @Override
    public void fade(double factor) {
        if (!(factor > 0 && factor <= 1)) {
            throw new IllegalArgumentException("images cannot fade by " + factor);
        }
        if (weights.fade(factor)) {
            statistics.values().forEach(accumulator -> accumulator.fade(factor));
        }
    }

    @Override
    public PatternSnapshot snapshot(Map<String, Long> offsets) {
        Set<Regime> regimes = Estimator.regimes(estimators);
        List<LayerPattern> patterns = new ArrayList<>();
        statistics.forEach((id, accumulator) -> {
            LayerWeights layer = layers.get(id);
            if (layer != null) {
                regimes.forEach(regime -> patterns.add(PatternEstimation.estimate(layer, accumulator, regime)));
            }
        });
        List<String> names = estimators.stream().map(Estimator::key).toList();
        Provenance provenance =
                new Provenance(modelSha256, names, samples, weights.effective(), offsets, clock.instant());
        return new PatternSnapshot(id(patterns), provenance, patterns);
    }

    /** Names a snapshot by its model, number of images, and the hash of its float32 values. */
    private SnapshotId id(List<LayerPattern> patterns) {
        MessageDigest digest = Hashes.sha256();
        for (LayerPattern pattern : patterns) {
            digest.update((pattern.layer() + "/" + pattern.regime().key()).getBytes(StandardCharsets.UTF_8));
            ByteBuffer values = ByteBuffer.allocate(pattern.shape().elementCount() * Float.BYTES);
            for (double value : pattern.toArray()) {
                values.putFloat((float) value);
            }
            digest.update(values.array());
        }
        String hash = Hashes.hex(digest).substring(0, 8);
        return new SnapshotId(String.format(Locale.ROOT, "%s-%09d-%s", modelName, samples, hash));
    }
}
