/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Bounds the values of a label that users may fill: the first ones stay, all others are {@code other}. Thread-safe. */
final class BoundedLabel {
    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    BoundedLabel(int most) {
        this.most = most;
    }

    String of(String value) {
        if (known.contains(value)) {
            return value;
        }
        synchronized (known) {
            if (known.size() < most) {
                known.add(value);
                return value;
            }
        }
        return "other";
    }
}
