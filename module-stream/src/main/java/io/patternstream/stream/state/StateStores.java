/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import java.net.URI;
import java.nio.file.Path;

/** Opens the store that a configuration names. Stateless. */
public final class StateStores {
    private static final String S3 = "s3://";

    private StateStores() {}

    /**
     * Opens a store.
     *
     * @param location a folder, or {@code s3://bucket/prefix}
     * @param group the consumer group whose states it keeps
     * @return the store
     * @throws StateStoreException if it cannot be used
     */
    public static StateStore open(String location, String group) {
        if (!location.startsWith(S3)) {
            return FileStateStore.open(Path.of(location), group);
        }
        try {
            return S3StateStore.open(URI.create(location), group);
        } catch (IllegalArgumentException e) {
            throw new StateStoreException(
                    "the state store " + location
                            + " is not of the form s3://bucket/prefix; see patterns.state-directory",
                    e);
        }
    }
}
