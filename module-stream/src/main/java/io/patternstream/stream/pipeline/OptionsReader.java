/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.pipeline;

import io.patternstream.api.explain.ErrorType;
import io.patternstream.api.explain.ExplainException;
import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads from a record's headers what it asks for. {@code ps-model}, {@code ps-method} and {@code ps-target} come first, then
 * the CloudEvents extensions {@code ce_xaimodel}, {@code ce_xaimethod} and {@code ce_xaitarget}, then the defaults. Stateless.
 */
public final class OptionsReader {
    private static final String UNDECLARED = "application/octet-stream";

    private final ModelDescription model;
    private final List<String> defaultMethods;
    private final Target defaultTarget;
    private final UnaryOperator<String> canonicalMethod;

    private OptionsReader(
            ModelDescription model,
            List<String> defaultMethods,
            Target defaultTarget,
            UnaryOperator<String> canonicalMethod) {
        this.model = model;
        this.defaultMethods = List.copyOf(defaultMethods);
        this.defaultTarget = defaultTarget;
        this.canonicalMethod = canonicalMethod;
    }

    /**
     * Creates a reader.
     *
     * @param model the model that is served
     * @param defaultMethods canonical names for records that do not say
     * @param defaultTarget for records that do not say
     * @param canonicalMethod canonical name of a method or alias; throws of type unknown-method or
     *     method-too-costly
     * @return the reader
     */
    public static OptionsReader of(
            ModelDescription model,
            List<String> defaultMethods,
            Target defaultTarget,
            UnaryOperator<String> canonicalMethod) {
        return new OptionsReader(model, defaultMethods, defaultTarget, canonicalMethod);
    }

    /** {@return what a record gets that asks for nothing} */
    public ExplainOptions usual() {
        return new ExplainOptions(Optional.empty(), defaultMethods, defaultTarget);
    }

    /**
     * Reads one record's options.
     *
     * @param record the record
     * @return what it asks for
     * @throws ExplainException of type unknown-model, unknown-method, method-too-costly or invalid-target
     */
    public ExplainOptions read(ImageRecord record) {
        Optional<String> asked = header(record, "ps-model", "ce_xaimodel");
        if (asked.isPresent() && !asked.get().equals(model.name())) {
            throw new ExplainException(
                    ErrorType.UNKNOWN_MODEL,
                    "model '" + asked.get() + "' is not served here; this service has '" + model.name() + "'");
        }
        List<String> methods =
                header(record, "ps-method", "ce_xaimethod").map(this::methods).orElse(defaultMethods);
        Target target =
                header(record, "ps-target", "ce_xaitarget").map(this::target).orElse(defaultTarget);
        return new ExplainOptions(contentType(record), methods, target);
    }

    /**
     * Reads until when a record is of use, {@code ce_expirytime}.
     *
     * @param record the record
     * @return that time; empty where the record does not say, or not as RFC 3339 does
     */
    static Optional<Instant> expiry(ImageRecord record) {
        try {
            return record.header("ce_expirytime")
                    .map(text -> OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private List<String> methods(String text) {
        Set<String> canonical = new LinkedHashSet<>();
        for (String name : splitOutsideParentheses(text)) {
            canonical.add(canonicalMethod.apply(name));
        }
        return List.copyOf(canonical);
    }

    private Target target(String text) {
        Target target = Target.parse(text);
        target.requireWithin(model.classes());
        return target;
    }

    private static Optional<String> contentType(ImageRecord record) {
        return header(record, "content-type", "ce_datacontenttype")
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(type -> !type.equals(UNDECLARED));
    }

    private static Optional<String> header(ImageRecord record, String first, String second) {
        return record.header(first).or(() -> record.header(second));
    }

    /** Splits at commas, but not inside {@code lrp.box(-1,1)}. */
    private static List<String> splitOutsideParentheses(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).strip());
        return parts;
    }
}
