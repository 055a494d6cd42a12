/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Checks a configuration against its JSON schema and says in plain words what is wrong. */
final class ConfigSchema {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode SCHEMA = schema();
    private static final Validator VALIDATOR = Validator.create(
            JsonSchema.of(new JsonObject(SCHEMA.toString())),
            new JsonSchemaOptions()
                    .setBaseUri("https://patternstream.io")
                    .setDraft(Draft.DRAFT202012)
                    .setOutputFormat(OutputFormat.Basic));
    /** Keywords that only say that something below them is wrong. */
    private static final Set<String> CONTAINERS = Set.of("properties", "items");

    private ConfigSchema() {}

    /** All errors in the order of the schema, one line each. */
    static List<String> errors(ObjectNode given) {
        OutputUnit result = VALIDATOR.validate(new JsonObject(given.toString()));
        List<String> errors = new ArrayList<>();
        if (result.getErrors() != null) {
            result.getErrors().stream()
                    .map(unit -> describe(unit, given))
                    .filter(line -> !line.isEmpty())
                    .distinct()
                    .forEach(errors::add);
        }
        return errors;
    }

    private static String describe(OutputUnit unit, JsonNode given) {
        String location = unit.getInstanceLocation().replaceFirst("^#", "");
        String rule = unit.getKeywordLocation().replaceFirst("^#", "");
        String keyword = rule.substring(rule.lastIndexOf('/') + 1);
        boolean secret = location.startsWith("/kafka/client-properties/") || location.equals("/management/token");
        JsonNode value = secret ? JSON.getNodeFactory().textNode("(hidden)") : given.at(location);
        JsonNode limit = SCHEMA.at(rule);
        String path = location.substring(Math.min(1, location.length())).replace('/', '.');
        if (CONTAINERS.contains(keyword) || limit.isMissingNode()) {
            return "";
        }
        return switch (keyword) {
            case "additionalProperties" -> limit.isBoolean() ? unknown(location, rule) : "";
            case "required" -> missing(path, limit, value);
            case "type" -> path + ": " + value + " must be " + types(limit);
            case "minimum" -> path + ": " + value + " is less than " + limit;
            case "maximum" -> path + ": " + value + " is more than " + limit;
            case "enum" -> path + ": " + value + " is none of " + join(limit);
            case "pattern" ->
                path + ": " + value + " must be "
                        + SCHEMA.at(rule.replaceFirst("/pattern$", "/description"))
                                .asText("like " + limit.asText());
            case "minLength", "minItems" -> path + ": must not be empty";
            default -> path + ": " + value + " is not allowed: " + unit.getError();
        };
    }

    private static String unknown(String location, String rule) {
        int slash = location.lastIndexOf('/');
        String key = location.substring(slash + 1);
        String parent = location.substring(Math.min(1, slash), slash)
                .replaceFirst("^/", "")
                .replace('/', '.');
        List<String> known = new ArrayList<>();
        SCHEMA.at(rule.replaceFirst("/additionalProperties$", "/properties"))
                .fieldNames()
                .forEachRemaining(known::add);
        if (known.contains(key)) {
            return ""; // its own error is in the list as well
        }
        String hint = NearestName.of(key, known)
                .map(name -> "; did you mean " + name + "?")
                .orElse("; known keys are " + String.join(", ", known));
        return (parent.isEmpty() ? key : parent + "." + key) + ": unknown key" + hint;
    }

    private static String missing(String path, JsonNode required, JsonNode value) {
        return StreamSupport.stream(required.spliterator(), false)
                .map(JsonNode::asText)
                .filter(name -> !value.has(name))
                .map(name -> (path.isEmpty() ? name : path + "." + name) + ": missing")
                .collect(Collectors.joining("; "));
    }

    private static String types(JsonNode limit) {
        return limit.isArray() ? "one of " + join(limit) : "of type " + limit.asText();
    }

    private static String join(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    private static JsonNode schema() {
        try (InputStream in = ConfigSchema.class.getResourceAsStream("schema.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
