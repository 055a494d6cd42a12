/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import io.patternstream.stream.dataset.Dataset.Part;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code FILE}, or of the images in it only {@code FILE#3} or {@code FILE#0-7}. */
final class Selection {
    private static final Pattern SELECTED = Pattern.compile("(.+)#(\\d{1,9})(?:-(\\d{1,9}))?");

    private Selection() {}

    static Part read(Path path) {
        Matcher selected = SELECTED.matcher(path.toString());
        if (Files.exists(path) || !selected.matches()) {
            return DatasetReader.read(path);
        }
        Path file = Path.of(selected.group(1));
        Part all = DatasetReader.read(file);
        int first = Integer.parseInt(selected.group(2));
        int last = selected.group(3) == null ? first : Integer.parseInt(selected.group(3));
        if (last < first || last >= all.size()) {
            throw new DatasetException("data " + path + ": " + file + " has images 0 to " + (all.size() - 1), null);
        }
        return new Part(last - first + 1, index -> all.samples().apply(first + index));
    }
}
