/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a configuration: YAML, checked against the schema, defaults filled in. Stateless. */
public final class ConfigLoader {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private ConfigLoader() {}

    /**
     * Reads a file.
     *
     * @param file YAML; relative paths in it are taken from its folder
     * @return the configuration
     * @throws ConfigException with all its errors
     */
    public static StreamConfig load(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        try {
            return parse(Files.readString(file), file.toString(), folder == null ? file : folder);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file.toString(), List.of("there is no such file"));
        } catch (IOException e) {
            throw new ConfigException(file.toString(), List.of("cannot be read: " + e.getMessage()));
        }
    }

    /**
     * Reads a text.
     *
     * @param yaml the text
     * @param where what to call it in errors
     * @param folder what relative paths are taken from
     * @return the configuration
     * @throws ConfigException with all its errors
     */
    public static StreamConfig parse(String yaml, String where, Path folder) {
        ObjectNode given = tree(yaml, where);
        List<String> errors = ConfigSchema.errors(given);
        if (!errors.isEmpty()) {
            throw new ConfigException(where, errors);
        }
        StreamConfig config = new ConfigBinder(folder).bind(overlay(defaults(), given));
        List<String> conflicts = ConfigConflicts.find(config);
        if (!conflicts.isEmpty()) {
            throw new ConfigException(where, conflicts);
        }
        return config;
    }

    private static ObjectNode tree(String yaml, String where) {
        try {
            JsonNode node = YAML.readTree(yaml);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw new ConfigException(
                    where, List.of("it must be a mapping with at least kafka.bootstrap-servers and model.file"));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new ConfigException(
                    where,
                    List.of("line " + line + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }

    private static ObjectNode defaults() {
        try (InputStream in = ConfigLoader.class.getResourceAsStream("defaults.yaml")) {
            return (ObjectNode) YAML.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts the given values over the defaults; mappings are merged, anything else is replaced. */
    private static ObjectNode overlay(ObjectNode base, ObjectNode given) {
        given.properties().forEach(entry -> {
            JsonNode below = base.get(entry.getKey());
            if (below instanceof ObjectNode a && entry.getValue() instanceof ObjectNode b) {
                overlay(a, b);
            } else {
                base.set(entry.getKey(), entry.getValue());
            }
        });
        return base;
    }
}
