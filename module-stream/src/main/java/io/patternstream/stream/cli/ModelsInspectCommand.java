/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.cli;

import io.patternstream.api.model.LayerInfo;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.engine.Methods;
import io.patternstream.engine.preprocess.Preprocessing;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a model is. */
@Command(name = "inspect", description = "Shows a model: layers, shapes, parameters, hash, and which methods apply.")
final class ModelsInspectCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "M", description = "Model file: ONNX, Keras .h5 or DL4J zip.")
    private Path file;

    ModelsInspectCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        LoadedModel loaded = LoadedModel.load(file);
        ModelDescription model = loaded.model().description();
        console.result("model       " + model.name());
        console.result("sha256      " + model.sha256());
        console.result("input       " + model.input());
        console.result("classes     " + model.classes());
        console.result("head        " + model.head());
        console.result("preprocess  " + described(loaded.profile().preprocessing()));
        console.result("profile     " + loaded.profile().source());
        console.result("parameters  "
                + model.layers().stream().mapToLong(LayerInfo::parameters).sum());
        Table layers = Table.of("layer", "kind", "output", "parameters");
        for (LayerInfo layer : model.layers()) {
            layers.row(layer.name(), layer.kind(), layer.output(), layer.parameters());
        }
        layers.lines().forEach(console::result);
        Table methods = Table.of("method", "applies");
        for (String method : Methods.names()) {
            List<String> problems = Methods.problems(method, loaded.model());
            String others = problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : "";
            String applies = Methods.needsPatterns(method) ? "yes, with patterns" : "yes";
            methods.row(method, problems.isEmpty() ? applies : "no: " + problems.get(0) + others);
        }
        methods.lines().forEach(console::result);
        return 0;
    }

    private static String described(Preprocessing preprocessing) {
        return String.format(
                Locale.ROOT,
                "%s, (pixel * %.6g - %s) / %s, %s",
                preprocessing.order(),
                preprocessing.scale(),
                preprocessing.mean(),
                preprocessing.std(),
                preprocessing.resize());
    }
}
