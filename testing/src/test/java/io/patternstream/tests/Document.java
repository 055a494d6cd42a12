/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Markdown file of which tests run and check the parts.
 *
 * @param file where it is
 * @param text all of it
 */
public record Document(Path file, String text) {
    /** The repository's root. */
    public static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
    private static final Pattern STAND_IN =
            Pattern.compile("^\\| `([^`]+)` \\|.*\\| `([^`]+)` \\|$", Pattern.MULTILINE);

    /** Reads one, named by its path from the root. */
    public static Document read(String path) {
        try {
            Path file = ROOT.resolve(path);
            return new Document(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the README, every walk-through, and their list} */
    public static List<Document> all() {
        return Stream.concat(Stream.of(read("README.md"), read("examples/README.md")), walkthroughs().stream())
                .toList();
    }

    /** {@return the README of every folder of examples that has one} */
    public static List<Document> walkthroughs() {
        try (Stream<Path> folders = Files.list(ROOT.resolve("examples"))) {
            return folders.map(folder -> folder.resolve("README.md"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> read(ROOT.relativize(file).toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the code blocks in a language} */
    public List<String> blocks(String language) {
        List<String> blocks = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (block.group(1).equals(language)) {
                blocks.add(block.group(2));
            }
        }
        return blocks;
    }

    /** {@return the commands of the {@code sh} blocks; one that ends in a backslash goes on in the next line} */
    public List<String> commands() {
        return blocks("sh").stream()
                .map(block -> block.replaceAll("\\\\\\n\\s*", ""))
                .flatMap(String::lines)
                .toList();
    }

    /** {@return the arguments of the launcher; for another command its words} */
    public static List<String> words(String command) {
        List<String> words = new ArrayList<>(List.of(command.strip().split(" +")));
        words.remove("bin/patternstream");
        return words;
    }

    /** {@return what links and pictures point to} */
    public List<String> links() {
        List<String> links = new ArrayList<>();
        for (Matcher link = LINK.matcher(text); link.find(); ) {
            links.add(link.group(1));
        }
        return links;
    }

    /** {@return by the name of each file that readers fetch, the bundled one that takes its place: the first and last columns of tables} */
    public Map<String, String> standIns() {
        Map<String, String> standIns = new LinkedHashMap<>();
        for (Matcher row = STAND_IN.matcher(text); row.find(); ) {
            standIns.put(row.group(1), row.group(2));
        }
        return standIns;
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
