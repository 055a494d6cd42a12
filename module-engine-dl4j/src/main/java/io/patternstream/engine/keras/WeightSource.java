/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.patternstream.api.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Where a file keeps the weights of its layers. */
interface WeightSource {

    /**
     * Reads one weight.
     *
     * @param layer the layer's place
     * @param weight its name, for example {@code kernel}
     * @param index its position among the layer's weights
     * @return the values, or empty where the file has none
     * @throws io.patternstream.engine.spi.ModelFormatException if the file is damaged or has several
     */
    Optional<Tensor> weight(Place layer, String weight, int index);

    /**
     * Where a layer stands.
     *
     * @param names the layer's name after those of the models around it, outermost first
     * @param classes the same way, the name that Keras gives a layer by its class and number: {@code conv2d_1}
     */
    record Place(List<String> names, List<String> classes) {
        /** Copies. */
        public Place {
            names = List.copyOf(names);
            classes = List.copyOf(classes);
        }

        String name() {
            return String.join("/", names);
        }
    }
}
