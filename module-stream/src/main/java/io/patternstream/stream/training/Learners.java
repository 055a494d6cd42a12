/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.pattern.PatternLearner;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;

/** Makes the learners of one model, and stores and merges what they have learned. One thread at a time. */
public interface Learners {

    /** {@return what is done to images before anything is learned from them, in words} */
    String preprocessing();

    /**
     * Makes a learner that has seen nothing.
     *
     * @param clock dates its snapshots
     * @return a learner
     */
    PatternLearner begin(InstantSource clock);

    /**
     * Merges what several have learned from different images.
     *
     * @param parts made here; unchanged; their order decides the last bits of the result
     * @param clock dates its snapshots
     * @return a new learner
     */
    PatternLearner merge(List<PatternLearner> parts, InstantSource clock);

    /**
     * Writes a state.
     *
     * @param state its learner was made here
     * @param out takes the bytes; equal states give equal bytes
     * @throws IOException if it does not
     */
    void write(TrainingState state, OutputStream out) throws IOException;

    /**
     * Reads a state.
     *
     * @param in what was written
     * @param size its size in bytes
     * @param clock dates the learner's snapshots; is moved on to the newest record of the state
     * @return the state; its learner goes on bit for bit where the one that was written stopped
     * @throws OtherModelException if it was made with another model, preprocessing or half-life
     * @throws RuntimeException if it is not such a state
     * @throws IOException if it cannot be read
     */
    TrainingState read(InputStream in, long size, RecordClock clock) throws IOException;
}
