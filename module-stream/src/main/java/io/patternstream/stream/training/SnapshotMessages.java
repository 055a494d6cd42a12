/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.training;

import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.stream.pipeline.Payload;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as messages of a compacted topic and back: chunks under {@code <model>/chunk/<sha256>}, then the manifest under
 * {@code <model>}. A chunk that the topic holds already is not written again. One that neither the newest manifest nor the one
 * to come needs is deleted before that one's chunks are written; so a writer that dies anywhere leaves the newest snapshot whole,
 * and the topic holds two snapshots at most, and a third that an operator has pinned, whose manifest is under
 * {@code <model>/pin}. One thread at a time, but {@link #chunks} is for any.
 */
public final class SnapshotMessages {
    private static final int CHUNK = 900 * 1024;

    private final ModelDescription model;
    private final String prefix;
    private final String pin;
    private final Map<String, Payload> chunks = new ConcurrentHashMap<>();

    private SnapshotMessages(ModelDescription model) {
        this.model = model;
        this.prefix = model.name() + "/chunk/";
        this.pin = model.name() + "/pin";
    }

    /**
     * Creates a reader for one model.
     *
     * @param model the model
     * @return it, without chunks
     */
    public static SnapshotMessages of(ModelDescription model) {
        return new SnapshotMessages(model);
    }

    /**
     * One message.
     *
     * @param key text key
     * @param value its bytes; null deletes what has this key
     */
    public record Message(String key, @Nullable Payload value) {}

    /**
     * What is to be written for one snapshot, in this order.
     *
     * @param obsolete deletes chunks that are needed no more
     * @param missing chunks that the topic does not hold
     * @param manifest to be sent once those are acknowledged
     */
    public record Writing(List<Message> obsolete, List<Message> missing, Message manifest) {
        /** Copies. */
        public Writing {
            obsolete = List.copyOf(obsolete);
            missing = List.copyOf(missing);
        }
    }

    /**
     * What the topic holds.
     *
     * @param chunks hashes of its chunks
     * @param needed hashes of those that its newest manifest names, and the pinned one
     */
    public record Held(Set<String> chunks, Set<String> needed) {
        /** Nothing is known of it: everything is written, nothing deleted. */
        public static final Held UNKNOWN = new Held(Set.of(), Set.of());

        /** Copies. */
        public Held {
            chunks = Set.copyOf(chunks);
            needed = Set.copyOf(needed);
        }
    }

    /**
     * Writes a snapshot.
     *
     * @param snapshot the snapshot
     * @param sections the snapshot as a pattern file, cut where content that changes by itself begins
     * @param topicId id of the training topic
     * @param held what the patterns topic holds
     * @param quality what the snapshot changes, if that was measured
     * @return what is to be sent
     */
    public Writing encode(
            PatternSnapshot snapshot,
            List<byte[]> sections,
            String topicId,
            Held held,
            Optional<SnapshotQuality> quality) {
        MessageDigest whole = digest();
        List<String> hashes = new ArrayList<>();
        List<Message> missing = new ArrayList<>();
        Set<String> present = new HashSet<>(held.chunks());
        for (byte[] section : sections) {
            whole.update(section);
            for (int begin = 0; begin < section.length; begin += CHUNK) {
                byte[] part = Arrays.copyOfRange(section, begin, Math.min(section.length, begin + CHUNK));
                String hash = hex(digest().digest(part));
                hashes.add(hash);
                if (present.add(hash)) {
                    missing.add(new Message(prefix + hash, Payload.wrap(part)));
                }
            }
        }
        SnapshotManifest manifest = new SnapshotManifest(
                snapshot.id().value(),
                model.name(),
                model.sha256(),
                hex(whole.digest()),
                hashes,
                snapshot.provenance().samples(),
                topicId,
                snapshot.provenance().offsets(),
                quality);
        Set<String> obsolete = new HashSet<>(held.chunks());
        obsolete.removeAll(held.needed());
        hashes.forEach(obsolete::remove);
        return new Writing(
                obsolete.stream().map(hash -> new Message(prefix + hash, null)).toList(),
                missing,
                new Message(model.name(), Payload.wrap(manifest.encode())));
    }

    /**
     * Takes the next message of the topic in.
     *
     * @param message the message; those of other models are passed over
     * @return a whole snapshot of this very model file, if the message is the manifest of one
     * @throws IllegalArgumentException if it is a manifest that cannot be read
     */
    public Optional<Assembled> read(Message message) {
        Payload value = message.value();
        if (message.key().startsWith(prefix)) {
            String hash = message.key().substring(prefix.length());
            if (value == null) {
                chunks.remove(hash);
            } else {
                chunks.put(hash, value);
            }
            return Optional.empty();
        }
        if (!message.key().equals(model.name()) || value == null) {
            return Optional.empty();
        }
        return assembled(SnapshotManifest.decode(value.toArray()));
    }

    /** {@return the key of the manifest that an operator has pinned} */
    public String pin() {
        return pin;
    }

    /**
     * Puts a snapshot together.
     *
     * @param manifest what it consists of
     * @return the snapshot; empty if it is of another model file, or a chunk is not there
     */
    public Optional<Assembled> assembled(SnapshotManifest manifest) {
        if (!manifest.modelSha256().equals(model.sha256())) {
            return Optional.empty();
        }
        byte[] bytes = join(manifest);
        // A writer that did not know of this snapshot may have deleted a chunk; the next one is whole again.
        return hex(digest().digest(bytes)).equals(manifest.sha256())
                ? Optional.of(new Assembled(manifest, Payload.wrap(bytes)))
                : Optional.empty();
    }

    /**
     * Puts the newest snapshot together that is whole. The last one is not always the newest: an old owner of the partitions may
     * have been slow to write.
     *
     * @param manifests in the order of the topic
     * @return the snapshot; empty if none is whole
     */
    public Optional<Assembled> newest(List<SnapshotManifest> manifests) {
        Deque<SnapshotManifest> newestFirst = new ArrayDeque<>();
        for (SnapshotManifest manifest : manifests) {
            if (newestFirst.isEmpty() || manifest.newerThan(newestFirst.element())) {
                newestFirst.addFirst(manifest);
            } else {
                newestFirst.addLast(manifest);
            }
        }
        return newestFirst.stream()
                .map(this::assembled)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** {@return hashes of the chunks that the topic holds, as far as it was read} */
    public Set<String> chunks() {
        return Set.copyOf(chunks.keySet());
    }

    /**
     * A snapshot that was put together, its digest checked.
     *
     * @param manifest what the topic says about it
     * @param bytes a pattern file
     */
    public record Assembled(SnapshotManifest manifest, Payload bytes) {}

    private byte[] join(SnapshotManifest manifest) {
        List<Payload> parts = new ArrayList<>();
        int size = 0;
        for (String hash : manifest.chunks()) {
            Payload part = chunks.get(hash);
            if (part == null) {
                return new byte[0];
            }
            parts.add(part);
            size += part.size();
        }
        byte[] bytes = new byte[size];
        int at = 0;
        for (Payload part : parts) {
            part.asBuffer().get(bytes, at, part.size());
            at += part.size();
        }
        return bytes;
    }

    /**
     * Names the bytes of a snapshot.
     *
     * @param sections it as a pattern file, in sections
     * @return the SHA-256 of all of them, hexadecimal
     */
    public static String sha256(List<byte[]> sections) {
        MessageDigest whole = digest();
        sections.forEach(whole::update);
        return hex(whole.digest());
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
