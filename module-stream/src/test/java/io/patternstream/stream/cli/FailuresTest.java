/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

final class FailuresTest {
    @Test
    void anErrorOfTheProjectSpeaksForItself() {
        assertThat(Failures.describe(new ExplainException(ErrorType.UNKNOWN_METHOD, "unknown method 'x'")))
                .isEqualTo("unknown method 'x'");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThat(Failures.describe(new UncheckedIOException(new NoSuchFileException("a.npy"))))
                .isEqualTo("a.npy does not exist");
    }

    @Test
    void aFullDiskIsNamedWithItsFile() {
        assertThat(Failures.describe(new FileSystemException("o.npy", null, "No space left on device")))
                .isEqualTo("o.npy: No space left on device");
    }

    @Test
    void anythingUnexpectedSaysWhatItIsAndHowToSeeWhere() {
        assertThat(Failures.describe(new IllegalStateException("odd")))
                .isEqualTo("unexpected IllegalStateException: odd (--verbose shows where)");
    }
}
