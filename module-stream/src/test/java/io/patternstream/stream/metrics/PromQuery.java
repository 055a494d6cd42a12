/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.metrics;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression refers to; knows as much of the language as dashboards and alerts need.
 *
 * @param metrics names of the labels that a selector filters by, by metric
 * @param grouping labels that results are grouped by
 */
record PromQuery(Map<String, Set<String>> metrics, Set<String> grouping) {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR =
            Pattern.compile("(?<![\\w.$])([a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(\\{([^}]*)\\})?(?!\\s*\\(|[\\w:])");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    static PromQuery parse(String expression) {
        String plain = RANGE.matcher(STRING.matcher(expression).replaceAll("")).replaceAll("");
        PromQuery query = new PromQuery(new TreeMap<>(), new LinkedHashSet<>());
        Matcher grouping = GROUPING.matcher(plain);
        grouping.results().forEach(list -> query.grouping.addAll(names(list.group(1))));
        Matcher selector = SELECTOR.matcher(grouping.replaceAll(""));
        while (selector.find()) {
            if (!WORDS.contains(selector.group(1))) {
                query.metrics
                        .computeIfAbsent(selector.group(1), name -> new LinkedHashSet<>())
                        .addAll(selector.group(3) == null ? Collections.emptySet() : names(selector.group(3)));
            }
        }
        return query;
    }

    private static Set<String> names(String list) {
        Set<String> names = new LinkedHashSet<>();
        NAME.matcher(list).results().forEach(name -> names.add(name.group()));
        return names;
    }
}
