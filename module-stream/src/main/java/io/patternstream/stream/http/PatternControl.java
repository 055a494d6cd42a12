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

    /**
     * Compares two snapshots, each the active one or one that was kept as a file.
     *
     * @param first name of one
     * @param second name of the other
     * @return layer by layer and regime by regime, what both have; fails with one line
     */
    Future<List<Difference>> diff(String first, String second);

    /** {@return the snapshot that was pinned and is no longer, empty if none was; fails with one line} */
    Future<Optional<String>> unpin();

    /**
     * The patterns of a layer in a regime, in two snapshots.
     *
     * @param layer the layer
     * @param regime the regime
     * @param distance cosine distance, 0 to 2
     * @param normRatio norm of the second over that of the first
     * @param firstDegenerate neurons whose pattern the first could not determine
     * @param secondDegenerate the same of the second
     */
    record Difference(
            String layer,
            String regime,
            double distance,
            double normRatio,
            int firstDegenerate,
            int secondDegenerate) {}

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
