/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What README and walk-throughs show and link to is there. Their commands run in {@code ReadmeIT} and {@code WalkthroughsIT}. */
class DocumentsTest {
    static List<Document> documents() {
        return Document.all();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkedFileIsThere(Document document) {
        assertThat(document.links()).filteredOn(link -> !link.contains("://")).allSatisfy(link -> assertThat(
                        document.file().resolveSibling(link))
                .exists());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyJavaSnippetIsAPieceOfACompiledExample(Document document) throws IOException {
        // Given
        List<String> sources = sources();
        // Then
        assertThat(document.blocks("java"))
                .allSatisfy(snippet -> assertThat(sources).anyMatch(source -> source.contains(stripped(snippet))));
    }

    @Test
    void theReadmeShowsTheLibraryInSixLines() {
        assertThat(Document.read("README.md").blocks("java"))
                .singleElement()
                .satisfies(snippet -> assertThat(snippet.lines()).hasSize(6));
    }

    @Test
    void theDocumentedDependenciesAreThoseThatTheExamplesAreBuiltWith() throws IOException {
        // Given
        String pom = stripped(Files.readString(Document.ROOT.resolve("examples/pom.xml")));
        String version = stripped(Files.readString(Document.ROOT.resolve("pom.xml")));
        // When
        String documented = stripped(Document.read("README.md").blocks("xml").get(0));
        // Then
        assertThat(documented).contains("<dependency>");
        assertThat(pom).contains(documented.replaceAll("<version>.*</version>\\n", ""));
        documented.lines().filter(line -> line.startsWith("<version>")).forEach(line -> assertThat(version)
                .contains("<artifactId>patternstream</artifactId>\n" + line));
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Document.ROOT.resolve("examples/src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(DocumentsTest::source)
                    .toList();
        }
    }

    private static String source(Path file) {
        try {
            return stripped(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Without indentation. */
    private static String stripped(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n"));
    }
}
