/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.examples.fashionmnist;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.deeplearning4j.util.ModelSerializer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command line that trains the bundled classifier and cuts the bundled sample images. */
@Command(
        name = "fashion-mnist-trainer",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Trains a small CNN on Fashion-MNIST with DL4J and writes it as a DL4J zip.")
public final class FashionMnistTrainer implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--data", description = "Folder with the four IDX files, plain names of the data set, gzip.")
    private Path data = Path.of("/usr/share/datasets/fashion-mnist");

    @Option(names = "--output", description = "Folder for the model and the sample images.")
    private Path output = Path.of("demo");

    @Option(names = "--epochs", description = "Passes over the training set; 0 writes the sample images only.")
    private int epochs = 6;

    @Option(names = "--batch-size", description = "Images a step.")
    private int batchSize = 64;

    @Option(names = "--seed", description = "Decides initial weights and order.")
    private long seed = 20261122;

    @Option(names = "--sample-test", description = "Test images to cut.")
    private int sampleTest = 500;

    @Option(names = "--sample-training", description = "Training images to cut.")
    private int sampleTraining = 1500;

    private FashionMnistTrainer() {}

    /**
     * Runs the command.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** {@return the command, whose errors are one line on its error stream} */
    static CommandLine commandLine() {
        return new CommandLine(new FashionMnistTrainer()).setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println(error instanceof IOException ? error.toString() : "failed: " + error);
            return CommandLine.ExitCode.SOFTWARE;
        });
    }

    @Override
    public Integer call() throws IOException {
        LabelledImages training = read("train");
        LabelledImages test = read("t10k");
        Files.createDirectories(output);
        test.writeFirst(
                sampleTest, output.resolve("images.idx3-ubyte.gz"), output.resolve("image-labels.idx1-ubyte.gz"));
        training.writeFirst(
                sampleTraining,
                output.resolve("training.idx3-ubyte.gz"),
                output.resolve("training-labels.idx1-ubyte.gz"));
        if (epochs > 0) {
            train(training, test);
        }
        return CommandLine.ExitCode.OK;
    }

    private void train(LabelledImages training, LabelledImages test) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        FashionMnistClassifier classifier = FashionMnistClassifier.create(seed);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            double loss = trainEpoch(classifier, training, epoch);
            out.printf(
                    Locale.ROOT,
                    "epoch %d of %d: training loss %.4f, test accuracy %.2f %%%n",
                    epoch,
                    epochs,
                    loss,
                    100 * classifier.accuracy(test));
            out.flush();
        }
        Path file = output.resolve("fashion-mnist-cnn.zip");
        ModelSerializer.writeModel(classifier.network(), file.toFile(), false);
        out.printf(Locale.ROOT, "wrote %s, %d bytes%n", file, Files.size(file));
        out.flush();
    }

    private double trainEpoch(FashionMnistClassifier classifier, LabelledImages training, int epoch) {
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("epoch " + epoch)
                .setInitialMax(training.count())
                .setUpdateIntervalMillis(1000)
                .build()) {
            return classifier.trainEpoch(training, batchSize, bar::stepBy);
        }
    }

    private LabelledImages read(String set) throws IOException {
        return LabelledImages.read(
                data.resolve(set + "-images-idx3-ubyte.gz"), data.resolve(set + "-labels-idx1-ubyte.gz"));
    }
}
