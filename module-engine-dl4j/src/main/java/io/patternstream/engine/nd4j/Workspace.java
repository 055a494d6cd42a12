/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.nd4j;

import io.patternstream.engine.spi.Kernels;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One ND4J workspace: a native arena that every scope fills from its start. It grows to the largest scope seen, so that from
 * the third batch of a size on no values are allocated; ND4J alone keeps a handle of 64 bytes per array, which its own thread
 * frees after a garbage collection. Belongs to one thread; owns the native memory.
 */
final class Workspace implements AutoCloseable {
    private static final AtomicLong COUNTER = new AtomicLong();
    private static final WorkspaceConfiguration CONFIGURATION = WorkspaceConfiguration.builder()
            .initialSize(0)
            .policyAllocation(AllocationPolicy.STRICT)
            .policyLearning(LearningPolicy.FIRST_LOOP)
            .policySpill(SpillPolicy.REALLOCATE)
            .policyReset(ResetPolicy.BLOCK_LEFT)
            .build();

    private @Nullable MemoryWorkspace arena;
    private boolean open;

    /**
     * Opens a scope.
     *
     * @return closes it
     * @throws IllegalStateException if one is open
     */
    Kernels.Scope open() {
        if (open) {
            throw new IllegalStateException("a scope of these kernels is open already: scopes do not nest");
        }
        MemoryWorkspace current = arena;
        if (current == null) {
            String name = "patternstream-" + COUNTER.incrementAndGet();
            current = Nd4j.getWorkspaceManager().createNewWorkspace(CONFIGURATION, name);
            arena = current;
        }
        current.notifyScopeEntered();
        open = true;
        return this::leave;
    }

    /** Refuses work outside a scope, whose arrays nobody would free. */
    void requireOpen() {
        if (!open) {
            throw new IllegalStateException("kernels make arrays only inside a scope");
        }
    }

    /** {@return bytes of the arena} */
    long bytes() {
        return arena == null ? 0 : arena.getCurrentSize();
    }

    private void leave() {
        if (open && arena != null) {
            open = false;
            arena.notifyScopeLeft();
        }
    }

    @Override
    public void close() {
        leave();
        if (arena != null) {
            arena.destroyWorkspace(true);
            arena = null;
        }
    }
}
