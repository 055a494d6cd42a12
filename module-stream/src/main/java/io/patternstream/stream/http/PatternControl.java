/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What operators may know and decide about pattern snapshots. Thread-safe; nothing here blocks. */
public interface PatternControl {

    /** {@return all snapshots that were published or refused, the newest last; fails with one line} */
    Future<List<Snapshot>> list();

    /**
     * Lets all instances explain with a snapshot that was kept as a file.
     *
     * @param id its name
     * @param force whether to pin it even if it does not pass the gate
     * @return its name once all of it is in the patterns topic; fails with one line
     */
    Future<String> pin(String id, boolean force);

    /** {@return the snapshot that was pinned and is no longer, empty if none was; fails with one line} */
    Future<Optional<String>> unpin();

    /**
     * A snapshot.
     *
     * @param id its name
     * @param state {@code active}, {@code pinned}, {@code newest}, {@code candidate} or empty
     * @param samples images that it was learned from
     * @param created time of the newest of them
     * @param distance largest cosine distance of a layer from what was active then; empty if not measured
     * @param objections why the gate refused it
     */
    record Snapshot(
            String id, String state, long samples, Instant created, OptionalDouble distance, List<String> objections) {
        /** Copies. */
        public Snapshot {
            objections = List.copyOf(objections);
        }
    }
}
