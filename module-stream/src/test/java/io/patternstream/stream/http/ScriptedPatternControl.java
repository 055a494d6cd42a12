/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Two snapshots; remembers what was decided. */
public final class ScriptedPatternControl implements PatternControl {
    /** What was asked for, as text. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Future<List<Snapshot>> list() {
        return Future.succeededFuture(List.of(
                new Snapshot("s-1", "active", 1024, Instant.EPOCH, OptionalDouble.empty(), List.of()),
                new Snapshot("s-2", "candidate", 2048, Instant.EPOCH, OptionalDouble.of(0.5), List.of("drift: far"))));
    }

    @Override
    public Future<String> pin(String id, boolean force) {
        asked.add("pin " + id + " " + force);
        return force ? Future.succeededFuture(id) : Future.failedFuture(new IllegalArgumentException("not fit"));
    }

    @Override
    public Future<List<Difference>> diff(String first, String second) {
        return second.equals("s-2")
                ? Future.succeededFuture(List.of(new Difference("fc", "linear", 0.5, 2, 0, 3)))
                : Future.failedFuture(new IllegalArgumentException("there is no snapshot " + second));
    }

    @Override
    public Future<Optional<String>> unpin() {
        asked.add("unpin");
        return Future.succeededFuture(Optional.of("s-2"));
    }
}
