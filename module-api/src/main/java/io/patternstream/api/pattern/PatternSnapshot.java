/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.pattern;

import io.patternstream.api.model.LayerId;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All patterns of one model at one moment, with where they came from. Immutable, thread-safe. */
public final class PatternSnapshot {
    private final SnapshotId id;
    private final Provenance provenance;
    private final Map<Key, LayerPattern> patterns;

    /**
     * Creates it.
     *
     * @param id its name
     * @param provenance where it came from
     * @param patterns at most one per layer and regime
     */
    public PatternSnapshot(SnapshotId id, Provenance provenance, Collection<LayerPattern> patterns) {
        this.id = id;
        this.provenance = provenance;
        Map<Key, LayerPattern> byKey = new LinkedHashMap<>();
        for (LayerPattern pattern : patterns) {
            if (byKey.put(new Key(pattern.layer(), pattern.regime()), pattern) != null) {
                throw new IllegalArgumentException("two patterns for " + pattern.layer() + "/"
                        + pattern.regime().key());
            }
        }
        this.patterns = byKey;
    }

    /** {@return its name} */
    public SnapshotId id() {
        return id;
    }

    /** {@return where it came from} */
    public Provenance provenance() {
        return provenance;
    }

    /** {@return its name and where it came from, without the patterns} */
    public SnapshotOrigin origin() {
        return new SnapshotOrigin(id, provenance);
    }

    /** {@return all patterns, in the order they were given} */
    public List<LayerPattern> patterns() {
        return List.copyOf(patterns.values());
    }

    /**
     * Looks one pattern up.
     *
     * @param layer the layer
     * @param regime the regime
     * @return the pattern, if the snapshot has it
     */
    public Optional<LayerPattern> pattern(LayerId layer, Regime regime) {
        return Optional.ofNullable(patterns.get(new Key(layer, regime)));
    }

    /**
     * Where a snapshot came from.
     *
     * @param modelSha256 hash of the model file; empty where a file did not say
     * @param estimators names of the estimators
     * @param samples number of images
     * @param effectiveSamples number of images of equal weight that would tell as much; below the number of images where they
     *     count differently
     * @param offsets next offset per {@code topic/partition} that is not folded in; empty for batch computation
     * @param created when
     */
    public record Provenance(
            String modelSha256,
            List<String> estimators,
            long samples,
            double effectiveSamples,
            Map<String, Long> offsets,
            Instant created) {
        /** Copies. */
        public Provenance {
            estimators = List.copyOf(estimators);
            offsets = Map.copyOf(offsets);
        }

        /**
         * Creates it for images that count alike.
         *
         * @param modelSha256 hash of the model file; empty where a file did not say
         * @param estimators names of the estimators
         * @param samples number of images
         * @param offsets next offset per {@code topic/partition} that is not folded in; empty for batch computation
         * @param created when
         */
        public Provenance(
                String modelSha256, List<String> estimators, long samples, Map<String, Long> offsets, Instant created) {
            this(modelSha256, estimators, samples, (double) samples, offsets, created);
        }
    }

    private record Key(LayerId layer, Regime regime) {}
}
