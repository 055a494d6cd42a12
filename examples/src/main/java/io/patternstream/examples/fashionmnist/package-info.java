/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Trains the bundled Fashion-MNIST classifier with DL4J and cuts the bundled sample of real images. */
@NullMarked
package io.patternstream.examples.fashionmnist;

import org.jspecify.annotations.NullMarked;
