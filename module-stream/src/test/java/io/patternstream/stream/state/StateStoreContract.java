/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.stream.pipeline.SourcePartition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of states does. */
abstract class StateStoreContract {
    static final SourcePartition PARTITION = new SourcePartition("training", 0);

    StateStore store;

    /** Opens the same store again, as another process would. */
    abstract StateStore open() throws IOException;

    /** The names of all that is kept of the partition. */
    abstract List<String> names() throws IOException;

    /** Changes what is kept under a name. */
    abstract void damage(String name) throws IOException;

    @BeforeEach
    void openFirst() throws IOException {
        store = open();
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
        assertThat(names()).hasSize(3).contains("claim-0000000001");
    }

    @Test
    void whoClaimedBeforeIsRefusedAndChangesNothing() throws IOException {
        // Given
        long zombie = store.claim(PARTITION);
        save(zombie, 16, "old");

        // When
        long owner = open().claim(PARTITION);

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
        damage(StateNames.state(newest));

        // Then
        assertThatThrownBy(() -> store.open(newest))
                .isInstanceOf(StateDamagedException.class)
                .hasMessageContaining(StateNames.state(newest));
        assertThat(store.list(PARTITION)).extracting(StateRef::offset).containsExactly(16L);
        assertThat(names()).contains(StateNames.state(newest) + ".damaged");
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

    void save(long epoch, long offset, String text) {
        store.save(PARTITION, epoch, offset, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    String read(StateRef ref) throws IOException {
        try (StateStore.Stored stored = store.open(ref)) {
            return new String(stored.in().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
