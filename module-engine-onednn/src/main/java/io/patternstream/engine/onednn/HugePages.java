/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Asks Linux to back large memory by pages of 2 MiB: weights are streamed through once per batch, and with pages of 4 KiB the
 * processor waits for their addresses. Elsewhere nothing happens.
 */
final class HugePages {
    /** Size and alignment of a huge page, bytes. */
    static final int BYTES = 1 << 21;

    private static final int MADV_HUGEPAGE = 14;
    private static final @Nullable Function MADVISE =
            Platform.isLinux() ? NativeLibrary.getInstance("c").getFunction("madvise") : null;

    private HugePages() {}

    /** Asks for huge pages; being refused costs speed alone, so the answer is not looked at. */
    static void advise(long address, long bytes) {
        if (MADVISE != null) {
            MADVISE.invokeInt(new Object[] {new Pointer(address), bytes / BYTES * BYTES, MADV_HUGEPAGE});
        }
    }
}
