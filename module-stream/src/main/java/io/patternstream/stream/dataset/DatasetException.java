/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import io.patternstream.api.error.ErrorLine;
import org.jspecify.annotations.Nullable;

/** Says why a data set cannot be read: which file, what is wrong with it. */
public final class DatasetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    DatasetException(String message, @Nullable Throwable cause) {
        super(ErrorLine.of(message), cause);
    }
}
