/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gives storage its place: what is not alive at the same time may lie in the same memory. */
final class Arena {
    private static final long ALIGNMENT = 4096;

    private Arena() {}

    /**
     * Places storage in one block.
     *
     * @param storages those that need a place
     * @param scratch gets the block's end
     * @param scratchBytes how much it needs
     * @return the block
     */
    static NativeMemory.Block place(List<Storage> storages, Storage scratch, long scratchBytes) {
        List<Storage> largestFirst = new ArrayList<>(storages);
        largestFirst.sort(Comparator.comparingLong(Storage::bytes).reversed());
        List<Placed> placed = new ArrayList<>();
        long end = 0;
        for (Storage storage : largestFirst) {
            long offset = lowest(storage, placed);
            placed.add(new Placed(storage, offset));
            end = Math.max(end, offset + padded(storage.bytes()));
        }
        NativeMemory.Block block = NativeMemory.allocate(end + padded(scratchBytes));
        block.clear();
        placed.forEach(entry -> entry.storage.place(block.address() + entry.offset));
        scratch.place(block.address() + end);
        return block;
    }

    private static long lowest(Storage storage, List<Placed> placed) {
        List<Placed> inTheWay = new ArrayList<>();
        for (Placed other : placed) {
            if (other.storage.first() <= storage.last() && storage.first() <= other.storage.last()) {
                inTheWay.add(other);
            }
        }
        inTheWay.sort(Comparator.comparingLong(Placed::offset));
        long offset = 0;
        for (Placed other : inTheWay) {
            if (other.offset - offset >= padded(storage.bytes())) {
                return offset;
            }
            offset = Math.max(offset, other.offset + padded(other.storage.bytes()));
        }
        return offset;
    }

    private static long padded(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private record Placed(Storage storage, long offset) {}
}
