/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.NpyFormatException;
import io.patternstream.api.tensor.NpyType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a pattern file one after the other, none beyond its limit. One thread at a time. */
final class PatternArchive {
    /** What any file may unpack to, for the tiny ones; the rest as a multiple of the file's size, against zip bombs. */
    private static final long UNPACKED = 1 << 18;

    private static final long UNPACKED_TIMES = 50;
    private static final int MAX_ARRAYS = 1 << 16;

    private final String file;
    private final ZipInputStream zip;
    private final long allowance;
    private long left;
    private final Set<Key> seen = new HashSet<>();
    private Optional<PatternMeta> meta = Optional.empty();
    private boolean statistics;

    /**
     * Begins to read.
     *
     * @param file what messages call it
     * @param in the archive
     * @param size its size in bytes, which limits what it may unpack to
     */
    PatternArchive(String file, InputStream in, long size) {
        this.file = file;
        this.allowance = UNPACKED + UNPACKED_TIMES * size;
        this.left = allowance;
        this.zip = new ZipInputStream(in, StandardCharsets.UTF_8);
    }

    /**
     * Which array an entry is.
     *
     * @param layer what precedes the last slash
     * @param regime what follows it
     */
    record Key(LayerId layer, Regime regime) {
        @Override
        public String toString() {
            return layer + "/" + regime.key();
        }
    }

    /** Moves on to the next pattern; at the end checks that there was any, and all that the meta data lists. */
    Optional<Key> next() throws IOException {
        for (ZipEntry entry = nextEntry(); entry != null; entry = nextEntry()) {
            if (PatternMeta.ENTRY.equals(entry.getName())) {
                readMeta(entry);
            } else if (StatisticsArchive.holds(entry.getName())) {
                statistics = true;
                if (!seen.isEmpty() && missing().isEmpty()) {
                    return Optional.empty();
                }
            } else {
                Key key = key(entry.getName());
                if (!seen.add(key) || seen.size() > MAX_ARRAYS) {
                    throw refused("array " + key + " occurs twice, or there are too many", null);
                }
                return Optional.of(key);
            }
        }
        if (seen.isEmpty()) {
            throw refused("it is not an npz archive with arrays <layer>/<regime>", null);
        }
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            throw refused("it is truncated: array " + missing.iterator().next() + " is missing", null);
        }
        return Optional.empty();
    }

    /** Moves on to the next array of the statistics and gives its entry's name; patterns are passed over. */
    Optional<String> nextStatistics() throws IOException {
        for (ZipEntry entry = nextEntry(); entry != null; entry = nextEntry()) {
            if (PatternMeta.ENTRY.equals(entry.getName())) {
                readMeta(entry);
            } else if (StatisticsArchive.holds(entry.getName())) {
                return Optional.of(entry.getName());
            }
        }
        return Optional.empty();
    }

    private void readMeta(ZipEntry entry) throws IOException {
        meta = Optional.of(PatternMeta.parse(file, content(entry.getName(), Integer.MAX_VALUE)));
    }

    private Set<String> missing() {
        Set<String> missing =
                new HashSet<>(meta.map(said -> said.degenerate().keySet()).orElse(Set.of()));
        missing.removeAll(seen.stream().map(Key::toString).collect(Collectors.toSet()));
        return missing;
    }

    /** Reads the array that {@link #next} or {@link #nextStatistics} moved to. */
    NpyArray array(String name, long maxBytes) throws IOException {
        try {
            NpyArray array = Npy.read(content(name, maxBytes));
            if (array.type() != NpyType.FLOAT32 && array.type() != NpyType.FLOAT64) {
                throw refused("array " + name + " is of type " + array.type().descr() + ", not <f4 or <f8", null);
            }
            return array;
        } catch (NpyFormatException e) {
            throw refused("array " + name + ": " + e.getMessage(), e);
        }
    }

    /** Whether a statistics array was passed. */
    boolean statistics() {
        return statistics;
    }

    /** What {@code meta.json} says, once it has been passed; it comes first in the files that this project writes. */
    Optional<PatternMeta> meta() {
        return meta;
    }

    /** The degenerate neurons that {@code meta.json} lists for an array. */
    List<Integer> degenerate(Key key, int neurons) {
        List<Integer> listed = meta.map(said -> said.degenerate().getOrDefault(key.toString(), List.of()))
                .orElse(List.of());
        for (int neuron : listed) {
            if (neuron < 0 || neuron >= neurons) {
                throw refused(
                        "array " + key + " has " + neurons + " neurons but its degenerate neuron is " + neuron, null);
            }
        }
        return listed;
    }

    private @Nullable ZipEntry nextEntry() throws IOException {
        try {
            return zip.getNextEntry();
        } catch (IllegalArgumentException e) {
            throw refused("an entry's name is malformed", e);
        }
    }

    private byte[] content(String name, long most) throws IOException {
        int limit = (int) Math.min(Math.min(most, left), Integer.MAX_VALUE - 16);
        byte[] content = zip.readNBytes(limit + 1);
        if (content.length > limit) {
            throw refused(
                    limit == most
                            ? "entry " + name + " has more than the " + limit + " bytes that it can have"
                            : "it unpacks to more than " + allowance + " bytes: more than " + UNPACKED_TIMES
                                    + " times its size is refused",
                    null);
        }
        left -= content.length;
        return content;
    }

    private Key key(String name) {
        int slash = name.lastIndexOf('/');
        String regime = name.endsWith(".npy") ? name.substring(slash + 1, name.length() - 4) : "";
        return Arrays.stream(Regime.values())
                .filter(candidate -> slash > 0 && candidate.key().equals(regime))
                .findFirst()
                .map(found -> new Key(new LayerId(name.substring(0, slash)), found))
                .orElseThrow(() -> refused(
                        "entry '" + name + "' is not <layer>/<regime>.npy with a regime of "
                                + Arrays.stream(Regime.values())
                                        .map(Regime::key)
                                        .toList(),
                        null));
    }

    PatternFormatException refused(String reason, @Nullable Throwable cause) {
        return new PatternFormatException(file + ": " + reason, cause);
    }
}
