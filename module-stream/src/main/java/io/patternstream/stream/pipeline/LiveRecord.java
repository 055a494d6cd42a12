/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One image whose heatmaps have been published, for people to watch.
 *
 * @param id the input record
 * @param image the encoded image as it arrived
 * @param contentType the media type as the record declared it; empty where it did not say
 * @param predicted the class with the largest logit
 * @param heatmaps one per method that was asked for
 * @param latency from the record's timestamp to the broker's last acknowledgement
 */
public record LiveRecord(
        RecordId id,
        Payload image,
        Optional<String> contentType,
        ClassScore predicted,
        List<Heatmap> heatmaps,
        Duration latency) {
    /** Copies. */
    public LiveRecord {
        heatmaps = List.copyOf(heatmaps);
    }
}
