/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.config;

import java.util.List;

/** Lists everything that is wrong with a configuration. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String where;

    @SuppressWarnings("serial") // List.copyOf is serializable
    private final List<String> errors;

    /**
     * Creates it.
     *
     * @param where the file
     * @param errors one line each, with path and value
     */
    public ConfigException(String where, List<String> errors) {
        super("configuration " + where + " has " + errors.size() + (errors.size() == 1 ? " error: " : " errors: ")
                + String.join("; ", errors));
        this.where = where;
        this.errors = List.copyOf(errors);
    }

    /** {@return the file} */
    public String where() {
        return where;
    }

    /** {@return one line per error, with path and value} */
    public List<String> errors() {
        return errors;
    }
}
