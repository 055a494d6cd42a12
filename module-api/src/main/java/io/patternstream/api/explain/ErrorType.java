/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.api.explain;

import java.util.Locale;

/**
 * The one catalogue of reasons why a record or request is not explained. Kafka's dead letters, HTTP answers and metrics
 * all use {@link #code()}.
 */
public enum ErrorType {
    /** The bytes are not an image or array of the stated type. */
    UNDECODABLE(false),
    /** No decoder for the content type. */
    UNSUPPORTED_MEDIA_TYPE(false),
    /** Too many bytes or pixels; refused before decoding. */
    PAYLOAD_TOO_LARGE(false),
    /** The record names a model that is not served. */
    UNKNOWN_MODEL(false),
    /** The record names a method that does not exist. */
    UNKNOWN_METHOD(false),
    /** The method needs more passes over the network than the service allows. */
    METHOD_TOO_COSTLY(false),
    /** The image's channels or the tensor's shape do not fit the model. */
    SHAPE_MISMATCH(false),
    /** The target is not a class of the model. */
    INVALID_TARGET(false),
    /** NaN or infinity in the input or in the result. */
    NON_FINITE(false),
    /** The method needs patterns and none are active yet. */
    PATTERNS_UNAVAILABLE(true),
    /** The method cannot explain an operator of the model. */
    UNSUPPORTED_LAYER(false),
    /** The engine failed for another reason. */
    ENGINE_FAILURE(true),
    /** The time that the sender gave it was over before it was explained. */
    DEADLINE_EXCEEDED(false),
    /** The heatmap is larger than the broker accepts. */
    PUBLISH_TOO_LARGE(false);

    private final boolean retryable;

    ErrorType(boolean retryable) {
        this.retryable = retryable;
    }

    /** {@return the stable name on the wire, for example {@code shape-mismatch}} */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return whether a later attempt with the same input may succeed} */
    public boolean retryable() {
        return retryable;
    }
}
