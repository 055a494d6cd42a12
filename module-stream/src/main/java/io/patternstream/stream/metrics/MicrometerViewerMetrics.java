/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps the live feed's meters in a Micrometer registry. Thread-safe. */
public final class MicrometerViewerMetrics implements ViewerMetrics {
    private final AtomicInteger viewers = new AtomicInteger();
    private final Counter framesSent;
    private final Counter framesDropped;

    private MicrometerViewerMetrics(MeterShelf shelf) {
        framesSent = shelf.counter(MeterCatalog.WS_FRAMES_SENT);
        framesDropped = shelf.counter(MeterCatalog.WS_FRAMES_DROPPED);
        shelf.gauge(MeterCatalog.WS_CLIENTS, viewers::get);
    }

    /**
     * Creates the meters.
     *
     * @param registry keeps them
     * @return the metrics
     */
    public static MicrometerViewerMetrics create(MeterRegistry registry) {
        return new MicrometerViewerMetrics(new MeterShelf(registry));
    }

    @Override
    public void viewerJoined() {
        viewers.incrementAndGet();
    }

    @Override
    public void viewerLeft() {
        viewers.decrementAndGet();
    }

    @Override
    public void frameSent() {
        framesSent.increment();
    }

    @Override
    public void frameDropped() {
        framesDropped.increment();
    }
}
