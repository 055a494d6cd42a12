/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.http;

import io.vertx.core.Future;
import java.util.Optional;

/** What operators may know and ask of the served model. Thread-safe; nothing here blocks. */
public interface ModelControl {

    /** {@return the version that serves; empty while the service starts} */
    Optional<Status> status();

    /**
     * Reads the configuration and the model again and puts that version into service.
     *
     * @param patternsLater whether records that need patterns may wait until some of the new version are learned
     * @return the version that serves then; fails with one line if it was refused and the one before goes on
     */
    Future<Status> reload(boolean patternsLater);

    /**
     * A version in service.
     *
     * @param name the model's name
     * @param sha256 hash of its file
     * @param file its file
     * @param patterns the active snapshot; empty without one
     */
    record Status(String name, String sha256, String file, Optional<String> patterns) {}
}
