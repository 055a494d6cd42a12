/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.untrusted;

import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A zip that holds only entries of known names, none of which unpacks to many times the file. Not thread-safe. */
public final class CheckedZip implements AutoCloseable {
    /** What an entry of any file may unpack to, for the tiny ones; the rest as a multiple of the file's size: bombs. */
    private static final long UNPACKED = 1 << 18;

    private static final long UNPACKED_TIMES = 50;

    private final ZipFile zip;
    private final long size;

    private CheckedZip(ZipFile zip, long size) {
        this.zip = zip;
        this.size = size;
    }

    /**
     * Opens a zip.
     *
     * @param file a zip
     * @param known names of all entries that it may hold
     * @param advice what to say of others
     * @return the zip, to be closed by the caller
     * @throws ModelFormatException if it is no zip or holds anything else
     */
    public static CheckedZip open(Path file, Set<String> known, String advice) {
        try {
            CheckedZip checked = new CheckedZip(new ZipFile(file.toFile()), Files.size(file));
            checked.refuseOthers(known, advice);
            return checked;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** {@return the file's size in bytes} */
    public long size() {
        return size;
    }

    /** {@return the most bytes that an entry may unpack to} */
    public long allowance() {
        return UNPACKED + Math.multiplyExact(UNPACKED_TIMES, size);
    }

    /**
     * Reads an entry into memory.
     *
     * @param name of the entry
     * @param limit most bytes that it may have, beside the allowance
     * @return its bytes
     * @throws ModelFormatException if it is missing, damaged or larger
     */
    public byte[] bytes(String name, long limit) {
        long most = Math.min(limit, Math.min(allowance(), Integer.MAX_VALUE - 8L));
        try (InputStream in = stream(name)) {
            byte[] bytes = in.readNBytes((int) most);
            if (in.read() >= 0) {
                throw new ModelFormatException("entry '" + name + "' is larger than " + most + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /**
     * Opens an entry, of any size.
     *
     * @param name of the entry
     * @return its bytes, to be closed by the caller
     * @throws ModelFormatException if it is missing or damaged
     */
    public InputStream stream(String name) {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ModelFormatException("has no entry '" + name + "': not a model of this format");
        }
        try {
            return zip.getInputStream(entry);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private void refuseOthers(Set<String> known, String advice) {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            String name = entries.nextElement().getName();
            if (!known.contains(name)) {
                close();
                throw new ModelFormatException("holds the entry '" + name + "', " + advice);
            }
        }
    }

    private static ModelFormatException damaged(IOException e) {
        return new ModelFormatException("is not a readable zip: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw damaged(e);
        }
    }
}
