/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.untrusted;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;

/** Parses JSON within limits: no repeated fields, no deep nesting, no bytes behind the value. Stateless. */
public final class StrictJson {
    private static final int MAX_DEPTH = 64;

    /** A repeated field could show one value to a check and another to what follows it. */
    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private StrictJson() {}

    /**
     * Parses one value.
     *
     * @param json text
     * @return its tree
     * @throws ModelFormatException if it is malformed or nested too deeply
     */
    public static JsonNode parse(String json) {
        try {
            refuseDeepNesting(json);
            return new ObjectMapper(STRICT).readTree(json);
        } catch (IOException e) {
            String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new ModelFormatException("configuration is not valid JSON: " + first, e);
        }
    }

    private static void refuseDeepNesting(String json) throws IOException {
        try (JsonParser parser = STRICT.createParser(json)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    throw new ModelFormatException("configuration is nested deeper than " + MAX_DEPTH + " levels");
                }
            }
        }
    }
}
