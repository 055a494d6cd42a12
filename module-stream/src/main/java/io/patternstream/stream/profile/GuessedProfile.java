/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.profile;

import io.patternstream.api.explain.Target;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.preprocess.Preprocessing;
import java.util.ArrayList;
import java.util.List;

/** Guesses a profile by the shape of the input and the number of classes. */
final class GuessedProfile {
    private static final int IMAGENET_CLASSES = 1000;
    private static final int SMALLEST_PHOTO = 64;

    private GuessedProfile() {}

    static ModelProfile of(ModelDescription model, String sidecar) {
        String preset = preset(model);
        String source = "guessed from input " + model.input() + " and " + model.classes() + " classes: preprocessing "
                + preset + "; write " + sidecar + " beside the model to say otherwise";
        return new ModelProfile(Preprocessing.preset(preset), labels(model), List.of(), new Target.MaxOutput(), source);
    }

    private static String preset(ModelDescription model) {
        Shape input = model.input();
        if (input.rank() != 3 || input.dimension(0) != 3) {
            return "unit";
        }
        if (input.dimension(1) < SMALLEST_PHOTO) {
            return model.classes() == ClassNames.CIFAR10.size() ? "cifar10" : "unit";
        }
        // TensorFlow's ImageNet models have a class for the background, and take -1..1.
        return model.classes() == IMAGENET_CLASSES + 1 ? "mobilenet" : "imagenet";
    }

    private static List<String> labels(ModelDescription model) {
        return switch (preset(model)) {
            case "imagenet" -> model.classes() == IMAGENET_CLASSES ? ClassNames.imagenet() : List.of();
            case "mobilenet" -> withBackground(ClassNames.imagenet());
            case "cifar10" -> ClassNames.CIFAR10;
            default -> List.of();
        };
    }

    private static List<String> withBackground(List<String> names) {
        List<String> labels = new ArrayList<>(names);
        labels.add(0, "background");
        return labels;
    }
}
