/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.patternstream.stream.pipeline.ImageRecord;
import io.patternstream.stream.pipeline.LiveFeed;
import io.patternstream.stream.pipeline.LiveRecord;
import io.patternstream.stream.pipeline.Outcome;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows to the live feed what was published; trouble there is none of the record's. Thread-safe. */
final class LiveShow {
    private static final Logger LOGGER = LoggerFactory.getLogger(LiveShow.class);

    private final LiveFeed live;

    LiveShow(LiveFeed live) {
        this.live = live;
    }

    void show(ImageRecord input, Outcome.Explained outcome, Duration latency) {
        if (input.value() == null) {
            return;
        }
        try {
            live.published(new LiveRecord(
                    input.id(),
                    input.value(),
                    outcome.options().contentType(),
                    outcome.predicted(),
                    outcome.heatmaps(),
                    latency));
        } catch (RuntimeException e) {
            LOGGER.atWarn().setCause(e).addKeyValue("record", input.id()).log("The live feed failed");
        }
    }
}
