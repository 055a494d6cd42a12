/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Changes the entries of a zip: their content by what suits it, their names, their order and number; else bytes. */
final class ZipMutator implements Mutator {
    private static final List<String> NAMES = List.of(
            "",
            "/",
            "../x",
            "a\nb.npy",
            "a/linear.npy",
            "/linear.npy",
            " /linear.npy",
            "meta.json",
            "x".repeat(70_000 / 4));
    private static final int MOST_ZEROS = 1 << 20;

    private final Function<String, Mutator> contents;
    private final Mutator bytes = new ByteMutator();

    /**
     * Creates it.
     *
     * @param contents what changes the content of an entry of a name
     */
    ZipMutator(Function<String, Mutator> contents) {
        this.contents = contents;
    }

    /** One file in the zip. */
    private static final class Entry {
        private String name;
        private byte[] content;

        Entry(String name, byte[] content) {
            this.name = name;
            this.content = content;
        }
    }

    @Override
    public byte[] mutate(byte[] input, byte[] other, RandomGenerator random) {
        List<Entry> entries = entries(input);
        if (entries.isEmpty() || random.nextInt(8) == 0) {
            return bytes.mutate(input, other, random);
        }
        List<Entry> others = entries(other);
        for (int left = 1 + random.nextInt(2); left > 0 && !entries.isEmpty(); left--) {
            change(entries, others.isEmpty() ? entries : others, random);
        }
        return zip(entries, random.nextInt(4) > 0, random);
    }

    private void change(List<Entry> entries, List<Entry> others, RandomGenerator random) {
        int at = random.nextInt(entries.size());
        Entry entry = entries.get(at);
        Entry other = others.get(random.nextInt(others.size()));
        switch (random.nextInt(24)) {
            case 0 -> entries.remove(at);
            case 1 -> entries.add(random.nextInt(entries.size() + 1), entry);
            case 2 -> entry.name = NAMES.get(random.nextInt(NAMES.size()));
            case 3 -> entry.name = other.name;
            case 4 -> entry.content = other.content;
            case 5 -> entries.add(other);
            case 6 ->
                entry.content = ByteMutator.replaced(
                        entry.content,
                        random.nextInt(entry.content.length + 1),
                        entry.content.length,
                        new byte[random.nextInt(MOST_ZEROS >> random.nextInt(10))]);
            default -> entry.content = contents.apply(entry.name).mutate(entry.content, other.content, random);
        }
    }

    private static List<Entry> entries(byte[] zip) {
        List<Entry> entries = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.add(new Entry(entry.getName(), in.readNBytes(2 * MOST_ZEROS)));
            }
        } catch (IOException | IllegalArgumentException e) {
            return entries; // what was read so far
        }
        return entries;
    }

    private static byte[] zip(List<Entry> entries, boolean stored, RandomGenerator random) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setLevel(1);
            for (Entry entry : entries) {
                write(out, entry, stored, random);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(ZipOutputStream out, Entry entry, boolean stored, RandomGenerator random)
            throws IOException {
        try {
            out.putNextEntry(header(entry.name, entry.content, stored));
        } catch (IOException | IllegalArgumentException e) {
            // The writer takes each name only once, and none that is too long.
            out.putNextEntry(header("again" + random.nextLong() + ".npy", entry.content, stored));
        }
        out.write(entry.content);
        out.closeEntry();
    }

    private static ZipEntry header(String name, byte[] content, boolean stored) {
        ZipEntry header = new ZipEntry(name);
        header.setTime(0);
        if (stored && content.length < MOST_ZEROS / 4) {
            CRC32 crc = new CRC32();
            crc.update(content);
            header.setMethod(ZipEntry.STORED);
            header.setSize(content.length);
            header.setCrc(crc.getValue());
        }
        return header;
    }
}
