/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.patternstream.stream.pipeline.LiveFeed;
import io.patternstream.stream.pipeline.LiveRecord;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.LongSupplier;

/** Stands between the pipeline and the viewers: hands each finished record on and keeps the rate and the latencies. Thread-safe. */
public final class LiveHub implements LiveFeed {
    private final LiveWindow window;
    private final Set<Viewer> viewers = new CopyOnWriteArraySet<>();

    private LiveHub(LiveWindow window) {
        this.window = window;
    }

    /**
     * Creates a hub that nobody watches yet.
     *
     * @param nanoClock monotonic nanoseconds, for example {@code System::nanoTime}
     * @return the hub
     */
    public static LiveHub create(LongSupplier nanoClock) {
        return new LiveHub(LiveWindow.create(nanoClock));
    }

    @Override
    public void published(LiveRecord record) {
        window.record(record.latency().toNanos() / 1e9);
        for (Viewer viewer : viewers) {
            viewer.offer(record);
        }
    }

    LiveWindow window() {
        return window;
    }

    /** {@return those who watch; safe to walk while it changes} */
    Set<Viewer> viewers() {
        return viewers;
    }
}
