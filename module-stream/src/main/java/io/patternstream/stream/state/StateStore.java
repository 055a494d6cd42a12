/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import io.patternstream.stream.pipeline.SourcePartition;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Keeps the newest state of each training partition and the one before it, for all instances of a consumer group. A state
 * becomes visible whole or not at all, and has outlived a crash of the machine once it is saved. Thread-safe; blocks.
 */
public interface StateStore {

    /** Writes the bytes of a state. */
    @FunctionalInterface
    interface Content {
        /**
         * Writes all of them.
         *
         * @param out takes them; not closed by the writer
         * @throws IOException if it does not
         */
        void write(OutputStream out) throws IOException;
    }

    /**
     * Makes the caller the only writer of a partition: whoever claimed it before is refused from now on.
     *
     * @param partition a partition of the training topic
     * @return the claim's epoch, larger than any before it
     * @throws StateStoreException if the store cannot be used now
     */
    long claim(SourcePartition partition);

    /**
     * Saves a state and forgets all but the one before it.
     *
     * @param partition whose state it is
     * @param epoch the caller's claim
     * @param offset the first offset that the state does not hold
     * @param content its bytes
     * @throws StateFencedException if the partition was claimed again
     * @throws StateStoreException if it cannot be written; what was there before stays
     */
    void save(SourcePartition partition, long epoch, long offset, Content content);

    /**
     * Lists the states of a partition.
     *
     * @param partition a partition of the training topic
     * @return newest first: by epoch, then by offset
     * @throws StateStoreException if the store cannot be used now
     */
    List<StateRef> list(SourcePartition partition);

    /**
     * Reads a state.
     *
     * @param state one that was listed
     * @return its bytes, checked against its hash; close it
     * @throws StateDamagedException if they are not what was written; the state is set aside and listed no more
     * @throws StateStoreException if it cannot be read, for example as newer ones have replaced it
     */
    Stored open(StateRef state);

    /**
     * The bytes of a state.
     *
     * @param in the bytes
     * @param size how many
     */
    record Stored(InputStream in, long size) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
