/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names of the classes of well-known data sets, in the order of their indices. */
final class ClassNames {
    static final List<String> CIFAR10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final String IMAGENET = "imagenet-labels.txt";

    private ClassNames() {}

    static List<String> imagenet() {
        try (InputStream in = ClassNames.class.getResourceAsStream(IMAGENET)) {
            if (in == null) {
                throw new AssertionError("resource " + IMAGENET + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
