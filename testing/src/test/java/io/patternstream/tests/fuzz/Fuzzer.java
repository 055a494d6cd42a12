/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Feeds a reader with changed files and watches how each ends. The same seed gives the same inputs.
 *
 * <p>Guided by outcomes: an input that ends in a way not seen before (another message, another place that refuses it,
 * another kind of result) joins the files that are changed further.
 */
final class Fuzzer {
    /** Longer messages drown the line that matters. */
    static final int LONGEST_MESSAGE = 2000;

    /** Processor time, since the machine may be busy. */
    static final long MOST_SECONDS = 2;

    private static final int MOST_FINDINGS = 20;
    private static final int LONGEST_SKELETON = 160;
    private static final int FRAMES = 4;
    private static final int LARGEST_INPUT = 1 << 16;
    private static final Pattern VARIABLE = Pattern.compile("'[^']*'|\"[^\"]*\"|\\[[^\\]]*]|-?\\d+|/\\S+");
    private static final ThreadMXBean THREAD = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Reader reader;
    private final SplittableRandom random;
    private final List<byte[]> corpus;
    private final Map<String, byte[]> findings = new HashMap<>();
    private final Map<String, Integer> outcomes = new HashMap<>();
    private volatile byte[] current = {};
    private long accepted;
    private long slowest;
    private long largestAllocation;

    private Fuzzer(Reader reader, long seed) {
        this.reader = reader;
        this.random = new SplittableRandom(seed);
        this.corpus = new ArrayList<>(reader.seeds());
    }

    /**
     * Starts a run.
     *
     * @param reader the reader
     * @param seed decides the inputs
     * @return the run
     */
    static Fuzzer of(Reader reader, long seed) {
        return new Fuzzer(reader, seed);
    }

    /**
     * What a run saw.
     *
     * @param inputs number of inputs
     * @param accepted how many were read without complaint
     * @param outcomes number of ways in which they ended
     * @param slowestMillis most processor time for one input
     * @param largestAllocation most bytes that reading one input allocated
     * @param findings what went wrong, with the input
     */
    record Report(
            long inputs,
            long accepted,
            int outcomes,
            long slowestMillis,
            long largestAllocation,
            Map<String, byte[]> findings) {}

    /**
     * Reads the seeds and then changed files.
     *
     * @param inputs how many
     * @return what was seen
     */
    Report run(long inputs) {
        for (byte[] seed : reader.seeds()) {
            one(seed);
        }
        for (long i = reader.seeds().size(); i < inputs && findings.size() < MOST_FINDINGS; i++) {
            one(reader.mutator().mutate(any(), any(), random));
        }
        return new Report(
                inputs, accepted, outcomes.size(), slowest / 1_000_000, largestAllocation, Map.copyOf(findings));
    }

    /** {@return the input that is being read, for when reading does not end} */
    byte[] current() {
        return current.clone();
    }

    /** Half of the time a seed, else something found on the way. */
    private byte[] any() {
        List<byte[]> from = random.nextBoolean() ? reader.seeds() : corpus;
        return from.get(random.nextInt(from.size()));
    }

    private void one(byte[] input) {
        current = input;
        String outcome = outcome(input);
        if (outcomes.merge(outcome, 1, Integer::sum) == 1 && input.length <= LARGEST_INPUT) {
            corpus.add(input);
        }
    }

    private String outcome(byte[] input) {
        long began = THREAD.getCurrentThreadCpuTime();
        long before = THREAD.getCurrentThreadAllocatedBytes();
        Reader.Use use = null;
        Throwable refusal = null;
        try {
            use = reader.reading().read(input);
        } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
            refusal = e;
        }
        measured(THREAD.getCurrentThreadAllocatedBytes() - before, input);
        accepted += use == null ? 0 : 1;
        String outcome = use == null ? judged(refusal, input) : used(use, input);
        timed(THREAD.getCurrentThreadCpuTime() - began, input);
        return outcome;
    }

    /** What reading allocates when it happens again: the first time also loads classes. */
    private long allocatedAgain(byte[] input) {
        long before = THREAD.getCurrentThreadAllocatedBytes();
        try {
            reader.reading().read(input);
        } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
            return THREAD.getCurrentThreadAllocatedBytes() - before;
        }
        return THREAD.getCurrentThreadAllocatedBytes() - before;
    }

    private String used(Reader.Use use, byte[] input) {
        try {
            return use.kind();
        } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
            return "in use: " + judged(e, input);
        }
    }

    private void measured(long first, byte[] input) {
        long allocated = first > reader.bound().of(input) ? allocatedAgain(input) : first;
        largestAllocation = Math.max(largestAllocation, allocated);
        if (allocated > reader.bound().of(input)) {
            found(
                    "allocates " + Long.highestOneBit(allocated >> 10) + " KiB or more for a file of "
                            + Integer.highestOneBit(input.length) + " bytes or more: more than " + reader.bound(),
                    input);
        }
    }

    private void timed(long nanos, byte[] input) {
        slowest = Math.max(slowest, nanos);
        if (nanos > MOST_SECONDS * 1_000_000_000) {
            found("takes too long: " + Long.highestOneBit(nanos / 1_000_000) + " ms or more", input);
        }
    }

    /** How it ended, without what varies from file to file. */
    private String judged(Throwable e, byte[] input) {
        String message = String.valueOf(e.getMessage());
        String ended = e.getClass().getSimpleName() + place(e);
        if (!reader.refusals().contains(e.getClass())) {
            found("throws " + ended + ": " + skeleton(message), input);
        } else if (message.isBlank()
                || message.lines().count() != 1
                || message.length() > LONGEST_MESSAGE
                || message.chars().anyMatch(Character::isISOControl)) {
            found("has a message that is not one clear line: " + ended, input);
        }
        return ended;
    }

    private static String skeleton(String text) {
        String words = VARIABLE.matcher(text).replaceAll("_");
        return words.length() > LONGEST_SKELETON ? words.substring(0, LONGEST_SKELETON) : words;
    }

    /** Where the cause was thrown, and the nearest calls in this project's own code. */
    private static String place(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        StackTraceElement[] frames = cause.getStackTrace();
        return Arrays.stream(frames)
                .filter(frame -> frame == frames[0] || frame.getClassName().startsWith("io.patternstream"))
                .limit(FRAMES)
                .map(StackTraceElement::toString)
                .collect(Collectors.joining(" < ", " at ", ""));
    }

    private void found(String finding, byte[] input) {
        findings.merge(finding, input, (a, b) -> a.length <= b.length ? a : b);
    }
}
