/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.patternstream.api.model.Head;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.Model;
import io.patternstream.engine.graph.Network;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/** An image classifier that everybody knows, for 1000 classes, with random weights. Immutable, thread-safe. */
public enum Architecture {
    /** VGG16 (Simonyan and Zisserman 2014, configuration D) with its three dense layers. */
    VGG16,
    /** SqueezeNet 1.1 (Iandola et al. 2016, and the authors' later variant). */
    SQUEEZENET,
    /** ResNet-50 (He et al. 2015), its strides on the 3x3 convolutions as most libraries have them today. */
    RESNET50,
    /** MobileNet V1 of width 1.0 (Howard et al. 2017), with ReLU6. */
    MOBILENET;

    /** Height and width of the images that the architectures were made for. */
    public static final int USUAL_SIZE = 224;

    private static final int SMALLEST = 32;

    /**
     * Finds an architecture by name.
     *
     * @param name for example {@code vgg16}, in any case
     * @return the architecture
     * @throws IllegalArgumentException if there is none; lists the names
     */
    public static Architecture of(String name) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.toString().equalsIgnoreCase(name.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no architecture '" + name + "'; known are " + Arrays.toString(values())));
    }

    /**
     * Draws weights (He et al. 2015: normal, of variance 2 / inputs) and makes a model of them, batch normalisation folded in.
     *
     * @param imageSize height and width of its images, at least 32
     * @param seed of the weights
     * @return the model, named like the architecture
     * @throws IllegalArgumentException if the images are too small
     */
    public Model model(int imageSize, long seed) {
        return Model.of(network(imageSize, seed), toString(), sha256(this + " " + imageSize + " " + seed));
    }

    Network network(int imageSize, long seed) {
        if (imageSize < SMALLEST) {
            throw new IllegalArgumentException(
                    this + " needs images of at least " + SMALLEST + " pixels a side, but was " + imageSize);
        }
        Drawing drawing = new Drawing(Shape.of(3, imageSize, imageSize), seed);
        switch (this) {
            case VGG16 -> Vgg16.draw(drawing);
            case SQUEEZENET -> SqueezeNet.draw(drawing);
            case RESNET50 -> ResNet50.draw(drawing);
            case MOBILENET -> MobileNet.draw(drawing);
        }
        return drawing.build(Head.NONE);
    }

    /** {@return the name that users write} */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Models are told apart by the hash of their file; these have none. */
    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
