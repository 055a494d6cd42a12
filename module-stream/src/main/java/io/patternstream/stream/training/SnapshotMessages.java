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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A snapshot as messages of a compacted topic and back: chunks under {@code <model>/chunk/<slot>/<i>}, then the manifest under
 * {@code <model>}. Two slots take turns, so that a writer that dies between chunks leaves the snapshot before it whole. One
 * thread at a time.
 */
public final class SnapshotMessages {
    private static final int CHUNK = 900 * 1024;

    private final ModelDescription model;
    private final Map<String, Payload> chunks = new HashMap<>();

    private SnapshotMessages(ModelDescription model) {
        this.model = model;
    }

    /**
     * Creates a reader and writer for one model.
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
     * @param value its bytes
     */
    public record Message(String key, Payload value) {}

    /**
     * Writes a snapshot.
     *
     * @param snapshot the snapshot
     * @param bytes the snapshot as a pattern file
     * @param slot {@code a} or {@code b}; not the one of the snapshot before
     * @param topicId id of the training topic
     * @return chunks in order, the manifest last
     */
    public List<Message> encode(PatternSnapshot snapshot, byte[] bytes, String slot, String topicId) {
        List<Message> messages = new ArrayList<>();
        for (int begin = 0; begin < bytes.length; begin += CHUNK) {
            byte[] part = Arrays.copyOfRange(bytes, begin, Math.min(bytes.length, begin + CHUNK));
            messages.add(new Message(chunkKey(slot, messages.size()), Payload.wrap(part)));
        }
        SnapshotManifest manifest = new SnapshotManifest(
                snapshot.id().value(),
                model.name(),
                model.sha256(),
                sha256(bytes),
                slot,
                messages.size(),
                snapshot.provenance().samples(),
                topicId,
                snapshot.provenance().offsets());
        messages.add(new Message(model.name(), Payload.wrap(manifest.encode())));
        return messages;
    }

    /**
     * Takes the next message of the topic in.
     *
     * @param message the message; those of other models are passed over
     * @return a whole snapshot of this very model file, if the message is the manifest of one
     * @throws IllegalArgumentException if it is a manifest that cannot be read
     */
    public Optional<Assembled> read(Message message) {
        if (message.key().startsWith(model.name() + "/chunk/")) {
            chunks.put(message.key(), message.value());
            return Optional.empty();
        }
        if (!message.key().equals(model.name())) {
            return Optional.empty();
        }
        SnapshotManifest manifest = SnapshotManifest.decode(message.value().toArray());
        if (!manifest.modelSha256().equals(model.sha256())) {
            return Optional.empty();
        }
        byte[] bytes = join(manifest);
        // A later snapshot may have taken the slot over: then compaction left this manifest without its chunks.
        return sha256(bytes).equals(manifest.sha256())
                ? Optional.of(new Assembled(manifest, Payload.wrap(bytes)))
                : Optional.empty();
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
        for (int i = 0; i < manifest.chunks(); i++) {
            Payload part = chunks.get(chunkKey(manifest.slot(), i));
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

    private String chunkKey(String slot, int index) {
        return model.name() + "/chunk/" + slot + "/" + index;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
