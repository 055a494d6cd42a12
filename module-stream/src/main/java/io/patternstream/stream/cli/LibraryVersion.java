/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.util.Optional;

/** Which build this is. */
public final class LibraryVersion {
    private LibraryVersion() {}

    /** {@return the version in the jar's manifest, or {@code development} outside a jar} */
    public static String text() {
        return Optional.ofNullable(LibraryVersion.class.getModule().getDescriptor())
                .flatMap(descriptor -> descriptor.rawVersion())
                .orElse("development");
    }
}
