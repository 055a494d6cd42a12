/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.state;

import io.patternstream.stream.pipeline.SourcePartition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How states are named wherever they are kept. Stateless.
 *
 * <pre>
 * &lt;group&gt;/&lt;topic&gt;/&lt;partition&gt;/
 *   claim-0000000003                                       whoever made the highest one may write
 *   state-0000000003-0000000000000002048-&lt;sha256&gt;.npz      epoch, first offset not in it, hash of its bytes
 *   state-...npz.damaged                                   the last one whose hash was wrong
 * </pre>
 */
final class StateNames {
    static final String DAMAGED = ".damaged";
    /** The newest, and the one before it. */
    static final int KEPT = 2;

    private static final Pattern STATE = Pattern.compile("state-(\\d{10})-(\\d{19})-([0-9a-f]{64})\\.npz");
    private static final Pattern CLAIM = Pattern.compile("claim-(\\d{10})");

    private StateNames() {}

    static String claim(long epoch) {
        return String.format(Locale.ROOT, "claim-%010d", epoch);
    }

    static String state(StateRef ref) {
        return String.format(Locale.ROOT, "state-%010d-%019d-%s.npz", ref.epoch(), ref.offset(), ref.sha256());
    }

    /** The epoch of a claim's name; nothing for other names. */
    static Optional<Long> epoch(String name) {
        Matcher matcher = CLAIM.matcher(name);
        return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    /** The highest epoch that was claimed; 0 for none. */
    static long claimed(Collection<String> names) {
        return names.stream()
                .flatMap(name -> epoch(name).stream())
                .max(Long::compare)
                .orElse(0L);
    }

    /** The epoch of the next claim, above all claims and states. */
    static long next(SourcePartition partition, Collection<String> names) {
        List<StateRef> states = states(partition, names);
        return 1 + Math.max(claimed(names), states.isEmpty() ? 0 : states.get(0).epoch());
    }

    /** The states among names, newest first. */
    static List<StateRef> states(SourcePartition partition, Collection<String> names) {
        return names.stream()
                .flatMap(name -> ref(partition, name).stream())
                .sorted(Comparator.comparingLong(StateRef::epoch)
                        .thenComparingLong(StateRef::offset)
                        .reversed())
                .toList();
    }

    /** Refuses a writer that does not have the highest claim. */
    static void requireOwner(SourcePartition partition, Collection<String> names, long epoch, String where) {
        long owner = claimed(names);
        if (owner != epoch) {
            throw new StateFencedException("the state of " + partition + " in " + where
                    + " belongs to another instance now (claim " + owner + ", this one has " + epoch
                    + "): nothing is written");
        }
    }

    /** A name of one folder, different for different texts. */
    static String safe(String text) {
        String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8).replace("*", "%2A");
        return encoded.matches("\\.*") ? encoded.replace(".", "%2E") : encoded;
    }

    private static Optional<StateRef> ref(SourcePartition partition, String name) {
        Matcher matcher = STATE.matcher(name);
        return matcher.matches()
                ? Optional.of(new StateRef(
                        partition,
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        matcher.group(3)))
                : Optional.empty();
    }
}
