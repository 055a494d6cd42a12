/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.patternstream.stream.pipeline.SourcePartition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileStateStoreTest {
    private static final SourcePartition PARTITION = new SourcePartition("training", 0);

    @TempDir
    private Path root;

    private FileStateStore store;

    @BeforeEach
    void open() {
        store = FileStateStore.open(root, "group/../of ours");
    }

    @Test
    void theNewestTwoStatesAreKept() throws IOException {
        // Given
        long epoch = store.claim(PARTITION);

        // When
        for (int offset = 16; offset <= 64; offset += 16) {
            save(epoch, offset, "state at " + offset);
        }

        // Then
        assertThat(store.list(PARTITION)).extracting(StateRef::offset).containsExactly(64L, 48L);
        assertThat(read(store.list(PARTITION).get(0))).isEqualTo("state at 64");
        assertThat(read(store.list(PARTITION).get(1))).isEqualTo("state at 48");
        assertThat(names()).hasSize(3).noneMatch(name -> name.startsWith("part-"));
        assertThat(root.resolve("..").resolve("of ours")).doesNotExist();
    }

    @Test
    void whoClaimedBeforeIsRefusedAndChangesNothing() throws IOException {
        // Given
        long zombie = store.claim(PARTITION);
        save(zombie, 16, "old");

        // When
        long owner = FileStateStore.open(root, "group/../of ours").claim(PARTITION);

        // Then
        assertThat(owner).isGreaterThan(zombie);
        assertThatThrownBy(() -> save(zombie, 32, "zombie"))
                .isInstanceOf(StateFencedException.class)
                .hasMessageContaining("training/0")
                .hasMessageContaining("claim " + owner);
        assertThat(store.list(PARTITION)).extracting(StateRef::offset).containsExactly(16L);
    }

    @Test
    void aClaimWhileTheStateIsWrittenIsNoticedBeforeItBecomesVisible() {
        // Given
        long zombie = store.claim(PARTITION);

        // Then
        assertThatThrownBy(() -> store.save(PARTITION, zombie, 16, out -> {
                    out.write(1);
                    store.claim(PARTITION);
                }))
                .isInstanceOf(StateFencedException.class);
        assertThat(store.list(PARTITION)).isEmpty();
    }

    @Test
    void statesOfANewerClaimComeFirstWhateverTheirOffset() throws IOException {
        // Given
        save(store.claim(PARTITION), 64, "old");

        // When
        save(store.claim(PARTITION), 16, "new");

        // Then
        assertThat(read(store.list(PARTITION).get(0))).isEqualTo("new");
    }

    @Test
    void aDamagedStateIsSetAsideAndTheOneBeforeItIsLeft() throws IOException {
        // Given
        long epoch = store.claim(PARTITION);
        save(epoch, 16, "first");
        save(epoch, 32, "second");
        StateRef newest = store.list(PARTITION).get(0);
        Path file = folder().resolve(names().stream()
                .filter(name -> name.contains(newest.sha256()))
                .findFirst()
                .orElseThrow());
        Files.writeString(file, "secund");

        // Then
        assertThatThrownBy(() -> store.open(newest))
                .isInstanceOf(StateDamagedException.class)
                .hasMessageContaining(file.toString());
        assertThat(store.list(PARTITION)).extracting(StateRef::offset).containsExactly(16L);
        assertThat(file.resolveSibling(file.getFileName() + ".damaged")).exists();
    }

    @Test
    void aWriterThatFailsHalfWayLeavesTheStateBeforeItAndNoRest() throws IOException {
        // Given
        long epoch = store.claim(PARTITION);
        save(epoch, 16, "whole");

        // Then
        assertThatThrownBy(() -> store.save(PARTITION, epoch, 32, out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("pulled out");
                }))
                .isInstanceOf(StateStoreException.class)
                .hasMessageContaining("pulled out");
        assertThat(read(store.list(PARTITION).get(0))).isEqualTo("whole");
        assertThat(names()).noneMatch(name -> name.startsWith("part-"));
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

    private void save(long epoch, long offset, String text) {
        store.save(PARTITION, epoch, offset, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String read(StateRef ref) throws IOException {
        try (StateStore.Stored stored = store.open(ref)) {
            return new String(stored.in().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Path folder() {
        return root.resolve("group%2F..%2Fof+ours").resolve("training").resolve("0");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
