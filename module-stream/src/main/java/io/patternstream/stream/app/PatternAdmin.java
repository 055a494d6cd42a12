/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.app;

import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.patterns.PatternComparison;
import io.patternstream.stream.cli.PatternOperator;
import io.patternstream.stream.http.PatternControl;
import io.patternstream.stream.kafka.SnapshotCatalogue.Listing;
import io.patternstream.stream.training.SnapshotEntry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides about the patterns of the model that serves, on threads that may block.
 *
 * @param vertx has these threads
 * @param serving what serves now
 */
record PatternAdmin(Vertx vertx, Supplier<EngineParts> serving) implements PatternControl {
    @Override
    public Future<List<Snapshot>> list() {
        return vertx.executeBlocking(
                () -> {
                    Listing listing = operator().list();
                    return listing.entries().stream()
                            .map(entry -> snapshot(listing, entry))
                            .toList();
                },
                false);
    }

    @Override
    public Future<String> pin(String id, boolean force) {
        return vertx.executeBlocking(
                () -> {
                    PatternOperator operator = operator();
                    return operator.pin(operator.kept(id), force);
                },
                false);
    }

    @Override
    public Future<List<Difference>> diff(String first, String second) {
        return vertx.executeBlocking(
                () -> PatternComparison.of(snapshot(first), snapshot(second)).both().stream()
                        .map(PatternAdmin::difference)
                        .toList(),
                false);
    }

    @Override
    public Future<Optional<String>> unpin() {
        return vertx.executeBlocking(() -> operator().unpin(), false);
    }

    private PatternOperator operator() {
        return serving.get().operator();
    }

    private PatternSnapshot snapshot(String id) {
        return serving.get()
                .patterns()
                .current()
                .filter(active -> active.id().value().equals(id))
                .orElseGet(() -> operator().snapshot(id));
    }

    private static Difference difference(PatternComparison.Entry entry) {
        return new Difference(
                entry.layer().name(),
                entry.regime().key(),
                entry.distance().cosine(),
                entry.distance().normRatio(),
                entry.firstDegenerate(),
                entry.secondDegenerate());
    }

    private static Snapshot snapshot(Listing listing, SnapshotEntry entry) {
        return new Snapshot(
                entry.origin().id().value(),
                listing.state(entry),
                entry.origin().provenance().samples(),
                entry.origin().provenance().created(),
                entry.distance(),
                entry.objections());
    }
}
