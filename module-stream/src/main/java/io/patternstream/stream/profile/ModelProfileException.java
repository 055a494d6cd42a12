/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import java.nio.file.Path;
import java.util.List;

/** Lists what is wrong with a model's sidecar file. */
public final class ModelProfileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ModelProfileException(Path sidecar, List<String> errors) {
        super(sidecar + ": " + String.join("; ", errors));
    }
}
