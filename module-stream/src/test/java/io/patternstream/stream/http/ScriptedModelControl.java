/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Answers what it is told to; remembers what it was asked. */
public final class ScriptedModelControl implements ModelControl {
    /** What serves. */
    volatile Optional<Status> status = Optional.empty();

    /** How the next changes end. */
    volatile Future<Status> next = Future.failedFuture(new IllegalStateException("the service\nis starting"));

    /** For each change that was asked for, whether patterns may come later. */
    final List<Boolean> asked = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Optional<Status> status() {
        return status;
    }

    @Override
    public Future<Status> reload(boolean patternsLater) {
        asked.add(patternsLater);
        return next;
    }
}
