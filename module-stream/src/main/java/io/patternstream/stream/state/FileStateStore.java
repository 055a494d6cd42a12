/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import io.patternstream.stream.pipeline.SourcePartition;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps states as files, in a folder that all instances of the group see.
 *
 * <pre>
 * &lt;root&gt;/&lt;group&gt;/&lt;topic&gt;/&lt;partition&gt;/
 *   claim-0000000003                                       whoever made the highest one may write
 *   state-0000000003-0000000000000002048-&lt;sha256&gt;.npz      epoch, first offset not in it, hash of its bytes
 *   part-0000000003                                        being written: flushed to the disk, then renamed
 *   state-...npz.damaged                                   the last one whose hash was wrong
 * </pre>
 *
 * <p>At most two states, one damaged and one unfinished file per partition. Thread-safe, also among processes.
 */
public final class FileStateStore implements StateStore {
    private static final Pattern STATE = Pattern.compile("state-(\\d{10})-(\\d{19})-([0-9a-f]{64})\\.npz");
    private static final Pattern CLAIM = Pattern.compile("claim-(\\d{10})");
    private static final String DAMAGED = ".damaged";
    private static final int KEPT = 2;
    private static final int BUFFER = 1 << 16;

    private final Path root;

    private FileStateStore(Path root) {
        this.root = root;
    }

    /**
     * Opens a store and makes sure that it can be written.
     *
     * @param directory created if it is missing
     * @param group the consumer group whose states it keeps
     * @return the store
     * @throws StateStoreException if the folder cannot be written
     */
    public static FileStateStore open(Path directory, String group) {
        Path root = directory.resolve(safe(group));
        try {
            Files.createDirectories(root);
            Files.delete(Files.createTempFile(root, "probe", ""));
        } catch (IOException e) {
            throw new StateStoreException(
                    "the state folder " + root + " cannot be written: " + reason(e)
                            + "; set patterns.state-directory to a folder that can, and that outlives a restart",
                    e);
        }
        return new FileStateStore(root);
    }

    @Override
    public long claim(SourcePartition partition) {
        Path folder = folder(partition);
        try {
            Files.createDirectories(folder);
            long epoch = Math.max(
                            claimed(folder),
                            list(partition).stream()
                                    .mapToLong(StateRef::epoch)
                                    .max()
                                    .orElse(0))
                    + 1;
            while (!create(folder.resolve(claimName(epoch)))) {
                epoch++;
            }
            flush(folder);
            for (Path file : files(folder)) {
                String name = file.getFileName().toString();
                if ((CLAIM.matcher(name).matches() && epochOf(CLAIM, name) < epoch) || name.startsWith("part-")) {
                    Files.deleteIfExists(file);
                }
            }
            return epoch;
        } catch (IOException e) {
            throw new StateStoreException(partition + " cannot be claimed in " + folder + ": " + reason(e), e);
        }
    }

    @Override
    public void save(SourcePartition partition, long epoch, long offset, Content content) {
        Path folder = folder(partition);
        Path part = folder.resolve(String.format(Locale.ROOT, "part-%010d", epoch));
        try {
            requireOwner(partition, folder, epoch);
            String sha256 = write(part, content);
            requireOwner(partition, folder, epoch);
            String name = String.format(Locale.ROOT, "state-%010d-%019d-%s.npz", epoch, offset, sha256);
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            flush(folder);
            List<StateRef> states = list(partition);
            for (StateRef old : states.subList(Math.min(KEPT, states.size()), states.size())) {
                Files.deleteIfExists(file(old));
            }
        } catch (IOException e) {
            discard(part, e);
            throw new StateStoreException(
                    "the state of " + partition + " cannot be written to " + folder + ": " + reason(e), e);
        }
    }

    @Override
    public List<StateRef> list(SourcePartition partition) {
        Path folder = folder(partition);
        try {
            return files(folder).stream()
                    .flatMap(file -> ref(partition, file).stream())
                    .sorted(Comparator.comparingLong(StateRef::epoch)
                            .thenComparingLong(StateRef::offset)
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new StateStoreException("the states in " + folder + " cannot be listed: " + reason(e), e);
        }
    }

    @Override
    public Stored open(StateRef state) {
        Path file = file(state);
        try {
            MessageDigest digest = sha256();
            try (InputStream in = Files.newInputStream(file)) {
                byte[] buffer = new byte[BUFFER];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
            if (!hex(digest).equals(state.sha256())) {
                setAside(folder(state.partition()), file);
                throw new StateDamagedException(
                        "the state " + file + " is damaged: its hash is not the one in its name");
            }
            return new Stored(new BufferedInputStream(Files.newInputStream(file), BUFFER), Files.size(file));
        } catch (IOException e) {
            throw new StateStoreException("the state " + file + " cannot be read: " + reason(e), e);
        }
    }

    private static String write(Path part, Content content) throws IOException {
        MessageDigest digest = sha256();
        try (FileChannel channel = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
                OutputStream out = new BufferedOutputStream(
                        new DigestOutputStream(Channels.newOutputStream(channel), digest), BUFFER)) {
            content.write(out);
            out.flush();
            channel.force(true);
        }
        return hex(digest);
    }

    private static void requireOwner(SourcePartition partition, Path folder, long epoch) throws IOException {
        long owner = claimed(folder);
        if (owner != epoch) {
            throw new StateFencedException("the state of " + partition + " in " + folder
                    + " belongs to another instance now (claim " + owner + ", this one has " + epoch
                    + "): nothing is written");
        }
    }

    private static long claimed(Path folder) throws IOException {
        return files(folder).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> CLAIM.matcher(name).matches())
                .mapToLong(name -> epochOf(CLAIM, name))
                .max()
                .orElse(0);
    }

    private static long epochOf(Pattern pattern, String name) {
        Matcher matcher = pattern.matcher(name);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static Optional<StateRef> ref(SourcePartition partition, Path file) {
        Matcher matcher = STATE.matcher(file.getFileName().toString());
        return matcher.matches()
                ? Optional.of(new StateRef(
                        partition,
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        matcher.group(3)))
                : Optional.empty();
    }

    private static boolean create(Path file) throws IOException {
        try {
            Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** Makes names in a folder outlive a crash of the machine. */
    private static void flush(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void setAside(Path folder, Path file) throws IOException {
        for (Path other : files(folder)) {
            if (other.getFileName().toString().endsWith(DAMAGED)) {
                Files.deleteIfExists(other);
            }
        }
        Files.move(file, file.resolveSibling(file.getFileName() + DAMAGED), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void discard(Path part, IOException failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Path folder(SourcePartition partition) {
        return root.resolve(safe(partition.topic())).resolve(Integer.toString(partition.partition()));
    }

    private Path file(StateRef state) {
        return folder(state.partition())
                .resolve(String.format(
                        Locale.ROOT, "state-%010d-%019d-%s.npz", state.epoch(), state.offset(), state.sha256()));
    }

    private static String claimName(long epoch) {
        return String.format(Locale.ROOT, "claim-%010d", epoch);
    }

    /** A name of one folder, different for different texts. */
    private static String safe(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
        return encoded.matches("\\.*") ? encoded.replace(".", "%2E") : encoded;
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof java.nio.file.AccessDeniedException ? "no permission for " + message : message;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
