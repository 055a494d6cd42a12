/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.tensor.Tensor;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a meter the last images before each snapshot just before they are learned from, together with the patterns as they are
 * then. What fails in the meter costs the measurement, not the fold. One thread at a time.
 */
public final class HeldOutImages implements TrainingFold.Watch {
    private static final Logger LOGGER = LoggerFactory.getLogger(HeldOutImages.class);
    private static final long NONE = -1;

    private final FoldPolicy policy;
    private final QualityMeter meter;
    private long snapshot = NONE;

    private HeldOutImages(FoldPolicy policy, QualityMeter meter) {
        this.policy = policy;
        this.meter = meter;
    }

    /**
     * Creates a watch.
     *
     * @param policy where snapshots are due
     * @param meter sees the images; not closed here
     * @return the watch
     */
    public static HeldOutImages of(FoldPolicy policy, QualityMeter meter) {
        return new HeldOutImages(policy, meter);
    }

    @Override
    public void before(long first, Tensor block, PatternLearner learner) {
        if (!policy.endsSnapshot(first) || learner.samples() == 0) {
            return;
        }
        try {
            if (snapshot != policy.snapshotAt(first)) {
                snapshot = policy.snapshotAt(first);
                meter.begin(learner.snapshot(Map.of()));
            }
            meter.observe(block);
        } catch (RuntimeException | OutOfMemoryError e) {
            LOGGER.atWarn()
                    .addKeyValue("offset", first)
                    .addKeyValue("reason", e.toString())
                    .log("The quality of patterns cannot be measured on these images");
        }
    }
}
