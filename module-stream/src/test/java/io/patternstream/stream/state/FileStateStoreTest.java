/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStateStoreTest extends StateStoreContract {
    @TempDir
    private Path root;

    @Override
    StateStore open() {
        return FileStateStore.open(root, "group/../of ours");
    }

    @Override
    void damage(String name) throws IOException {
        Files.writeString(folder().resolve(name), "secund");
    }

    @Test
    void claimsAtTheSameTimeGetDifferentEpochs() {
        // When
        Map<Long, Boolean> epochs = new ConcurrentHashMap<>();
        IntStream.range(0, 16).parallel().forEach(i -> epochs.put(store.claim(PARTITION), true));

        // Then
        assertThat(epochs).hasSize(16);
    }

    @Test
    void aFullDiskLeavesTheStateBeforeItAndTheNextSaveSucceeds() throws IOException {
        // Given: the device on which every write fails as on a full disk
        assumeThat(Path.of("/dev/full")).as("Linux has a full device").exists();
        long epoch = store.claim(PARTITION);
        save(epoch, 16, "whole");
        Files.createSymbolicLink(folder().resolve("part-0000000001"), Path.of("/dev/full"));

        // Then
        assertThatThrownBy(() -> save(epoch, 32, "lost"))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("training/0")
                .hasMessageContaining("No space left");
        assertThat(read(store.list(PARTITION).get(0))).isEqualTo("whole");
        save(epoch, 48, "later");
        assertThat(read(store.list(PARTITION).get(0))).isEqualTo("later");
    }

    @Test
    void aClaimTakesTheRestsOfWritersThatDiedAway() throws IOException {
        // Given
        store.claim(PARTITION);
        Files.writeString(folder().resolve("part-0000000001"), "half a st");

        // When
        store.claim(PARTITION);

        // Then
        assertThat(names()).containsExactly("claim-0000000002");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamedWithItsSetting() throws IOException {
        // Given
        Path file = Files.writeString(root.resolve("file"), "");

        // Then
        assertThatThrownBy(() -> FileStateStore.open(file, "g"))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("patterns.state-directory");
    }

    private Path folder() {
        return root.resolve("group%2F..%2Fof+ours").resolve("training").resolve("0");
    }

    @Override
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
