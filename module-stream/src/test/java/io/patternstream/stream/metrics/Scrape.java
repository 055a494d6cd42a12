/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A scrape in the Prometheus text format, read again.
 *
 * @param samples value by the sample's whole left side, for example {@code up{instance="a"}}
 * @param labels names of the labels by name of the sample
 * @param types type by name of the meter
 */
record Scrape(Map<String, Double> samples, Map<String, Set<String>> labels, Map<String, String> types) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Scrape parse(String text) {
        Scrape scrape = new Scrape(new LinkedHashMap<>(), new TreeMap<>(), new TreeMap<>());
        text.lines().forEach(scrape::add);
        return scrape;
    }

    private void add(String line) {
        if (line.startsWith("# TYPE ")) {
            String[] words = line.split(" ", -1);
            types.put(words[2], words[3]);
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        if (line.startsWith("#") || !sample.matches()) {
            return;
        }
        Set<String> names = labels.computeIfAbsent(sample.group(1), name -> new LinkedHashSet<>());
        if (sample.group(3) != null) {
            LABEL.matcher(sample.group(3)).results().forEach(label -> names.add(label.group(1)));
        }
        String left = sample.group(2) == null ? sample.group(1) : sample.group(1) + sample.group(2);
        samples.put(left, Double.parseDouble(sample.group(4).replace("Inf", "Infinity")));
    }
}
