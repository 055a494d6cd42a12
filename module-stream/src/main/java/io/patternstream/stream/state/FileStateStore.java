/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import io.patternstream.stream.pipeline.SourcePartition;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Keeps states as files, named as {@link StateNames} says, in a folder that all instances of the group see. A file is written
 * as {@code part-<epoch>}, flushed to the disk, renamed, and its folder flushed. At most two states, one damaged and one
 * unfinished file per partition. Thread-safe, also among processes.
 */
public final class FileStateStore implements StateStore {
    private static final String PART = "part-";

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
        Path root = directory.resolve(StateNames.safe(group));
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
            long epoch = StateNames.next(partition, names(folder));
            while (!create(folder.resolve(StateNames.claim(epoch))) || StateNames.claimed(names(folder)) > epoch) {
                epoch = Math.max(epoch, StateNames.claimed(names(folder))) + 1;
            }
            flush(folder);
            for (String name : names(folder)) {
                if (StateNames.epoch(name).orElse(Long.MAX_VALUE) < epoch || name.startsWith(PART)) {
                    Files.deleteIfExists(folder.resolve(name));
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
        Path part = folder.resolve(String.format(Locale.ROOT, PART + "%010d", epoch));
        try {
            StateNames.requireOwner(partition, names(folder), epoch, folder.toString());
            StateRef state = new StateRef(partition, epoch, offset, Sha256.write(part, content));
            StateNames.requireOwner(partition, names(folder), epoch, folder.toString());
            Files.move(part, file(state), StandardCopyOption.ATOMIC_MOVE);
            flush(folder);
            List<StateRef> states = list(partition);
            for (StateRef old : states.subList(Math.min(StateNames.KEPT, states.size()), states.size())) {
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
            return StateNames.states(partition, names(folder));
        } catch (IOException e) {
            throw new StateStoreException("the states in " + folder + " cannot be listed: " + reason(e), e);
        }
    }

    @Override
    public Stored open(StateRef state) {
        Path file = file(state);
        try {
            if (!Sha256.of(file).equals(state.sha256())) {
                setAside(folder(state.partition()), file);
                throw new StateDamagedException(
                        "the state " + file + " is damaged: its hash is not the one in its name");
            }
            return new Stored(new BufferedInputStream(Files.newInputStream(file), 1 << 16), Files.size(file));
        } catch (IOException e) {
            throw new StateStoreException("the state " + file + " cannot be read: " + reason(e), e);
        }
    }

    private static boolean create(Path file) throws IOException {
        try {
            Files.createFile(file);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
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
        for (String other : names(folder)) {
            if (other.endsWith(StateNames.DAMAGED)) {
                Files.deleteIfExists(folder.resolve(other));
            }
        }
        Files.move(
                file,
                file.resolveSibling(file.getFileName() + StateNames.DAMAGED),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private static void discard(Path part, IOException failure) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Path folder(SourcePartition partition) {
        return root.resolve(StateNames.safe(partition.topic())).resolve(Integer.toString(partition.partition()));
    }

    private Path file(StateRef state) {
        return folder(state.partition()).resolve(StateNames.state(state));
    }

    private static String reason(IOException e) {
        String message = String.valueOf(e.getMessage());
        return e instanceof AccessDeniedException ? "no permission for " + message : message;
    }
}
