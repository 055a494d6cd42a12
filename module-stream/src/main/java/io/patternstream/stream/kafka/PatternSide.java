/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.kafka;

import java.util.function.Supplier;

/** What follows the patterns of one version of the model, and what learns them. Thread-safe. */
public final class PatternSide {
    private final PatternFollower follower;
    private final PollVerticle following;
    private final Supplier<PollVerticle> learning;

    PatternSide(PatternFollower follower, PollVerticle following, Supplier<PollVerticle> learning) {
        this.follower = follower;
        this.following = following;
        this.learning = learning;
    }

    /** {@return the verticle that follows the patterns topic} */
    public PollVerticle following() {
        return following;
    }

    /** {@return a new verticle that folds training images; opens the store of training states} */
    public PollVerticle learning() {
        return learning.get();
    }

    /** {@return whether the patterns topic was read to the end that it had when this began} */
    public boolean caughtUp() {
        return follower.caughtUp();
    }
}
