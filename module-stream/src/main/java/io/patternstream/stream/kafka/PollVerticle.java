/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

/**
 * Ties a poll loop to the life of a verticle. The consumer stays on its own thread; nothing of it runs on an event loop.
 */
public final class PollVerticle extends VerticleBase {
    private static final Duration DEAD = Duration.ofMinutes(2);

    private final PollLoop loop;

    PollVerticle(PollLoop loop) {
        this.loop = loop;
    }

    @Override
    public Future<?> start() {
        loop.start();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return Future.fromCompletionStage(loop.stop(), context);
    }

    /** {@return whether the loop's thread lives and has turned of late} */
    public boolean live() {
        return loop.alive() && loop.sinceTurn().compareTo(DEAD) < 0;
    }

    /** {@return seconds since the loop's last turn} */
    public double pollAgeSeconds() {
        return loop.sinceTurn().toNanos() / 1e9;
    }
}
