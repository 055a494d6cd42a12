/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.render;

import io.patternstream.api.tensor.Tensor;
import java.util.Optional;

/** A way of drawing an attribution. Immutable, thread-safe. */
public sealed interface Rendering permits Overlay, Plain {

    /**
     * Draws an attribution. A map of zeros is neutral; one with a value that is not finite is neutral and crossed out.
     *
     * @param attribution {@code [C, H, W]}
     * @param image what it explains, of the same height and width
     * @return a picture of H x W pixels; the same values give the same picture
     */
    Picture draw(Tensor attribution, Picture image);

    /**
     * Draws what stands for an attribution that is not to be trusted, for example of logits that are not finite.
     *
     * @param image what it would explain
     * @return a neutral picture of the same size, crossed out
     */
    Picture crossedOut(Picture image);

    /**
     * Returns what the colours of {@link #draw} stand for.
     *
     * @param attribution {@code [C, H, W]}
     * @return the scale; empty where colours are not values
     */
    Optional<ColourBar> bar(Tensor attribution);
}
