/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import java.util.List;
import java.util.Set;

/**
 * A reader under test and what is asked of it.
 *
 * @param name for reports
 * @param share how many of a hundred inputs it gets
 * @param seeds files that it reads
 * @param mutator how they are changed
 * @param reading reads one file; its time and allocations are measured
 * @param refusals the exceptions that it documents for files; no other may come out
 * @param bound what reading may allocate
 */
record Reader(
        String name,
        int share,
        List<byte[]> seeds,
        Mutator mutator,
        Reading reading,
        Set<Class<? extends RuntimeException>> refusals,
        Bound bound) {

    /** Reads a file that may be damaged. */
    @FunctionalInterface
    interface Reading {
        /**
         * Reads.
         *
         * @param file the whole file
         * @return what to do with what was read, not measured
         * @throws Exception the reader's refusal, or what must not happen
         */
        Use read(byte[] file) throws Exception;
    }

    /** Uses what was read. */
    @FunctionalInterface
    interface Use {
        /**
         * Checks that it is sound; fails with an AssertionError where it is not.
         *
         * @return what kind of thing it is; inputs that give a new kind are changed further
         */
        String kind();
    }

    /**
     * The most that reading a file may allocate.
     *
     * @param multiple bytes for each byte of the file
     * @param constant bytes for any file
     */
    record Bound(long multiple, long constant) {
        long of(byte[] file) {
            return multiple * file.length + constant;
        }

        @Override
        public String toString() {
            return multiple + " times the file and " + constant / 1024 + " KiB";
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
