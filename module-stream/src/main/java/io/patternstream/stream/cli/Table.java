/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines up columns; numbers to the right. For one thread. */
final class Table {
    private final List<List<Object>> rows = new ArrayList<>();

    private Table() {}

    static Table of(Object... header) {
        Table table = new Table();
        table.row(header);
        return table;
    }

    void row(Object... cells) {
        rows.add(List.of(cells));
    }

    List<String> lines() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<Object> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).toString().length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<Object> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String text = row.get(i).toString();
                String padding = " ".repeat(widths[i] - text.length());
                line.append(row.get(i) instanceof Number ? padding + text : text + padding)
                        .append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
