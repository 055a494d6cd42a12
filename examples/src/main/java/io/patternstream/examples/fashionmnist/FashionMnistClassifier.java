/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.examples.fashionmnist;

import java.util.Random;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A small convolutional classifier of 28x28 grey images (about 157,000 parameters, 2.4 MFLOP an image) and its training.
 * Not thread-safe.
 */
final class FashionMnistClassifier {
    private static final double LEARNING_RATE = 2e-3;
    private static final double DECAY_PER_EPOCH = 0.6;

    private final MultiLayerNetwork network;
    private final Random random;

    private FashionMnistClassifier(long seed) {
        network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .weightInit(WeightInit.RELU)
                .updater(new Adam(new ExponentialSchedule(ScheduleType.EPOCH, LEARNING_RATE, DECAY_PER_EPOCH)))
                .convolutionMode(ConvolutionMode.Same)
                .list()
                .layer(convolution("conv1", 16))
                .layer(pool("pool1"))
                .layer(convolution("conv2", 32))
                .layer(pool("pool2"))
                .layer(new DenseLayer.Builder()
                        .name("dense1")
                        .nOut(96)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("logits")
                        .nOut(LabelledImages.CLASSES)
                        .weightInit(WeightInit.XAVIER)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
        network.init();
        random = new Random(seed);
    }

    /**
     * Creates an untrained classifier.
     *
     * @param seed decides the initial weights and the order of the batches
     * @return the classifier
     */
    static FashionMnistClassifier create(long seed) {
        return new FashionMnistClassifier(seed);
    }

    /** {@return the DL4J network} */
    MultiLayerNetwork network() {
        return network;
    }

    /**
     * Trains on every image once, in random order.
     *
     * @param images training set
     * @param batchSize images a step
     * @param progress told after each step how many images it took
     * @return mean cross-entropy over the epoch's batches, each before its own step
     */
    double trainEpoch(LabelledImages images, int batchSize, IntConsumer progress) {
        int[] order = shuffled(images.count());
        double total = 0;
        for (int from = 0; from < order.length; from += batchSize) {
            int to = Math.min(from + batchSize, order.length);
            network.fit(images.batch(order, from, to));
            total += network.score() * (to - from);
            progress.accept(to - from);
        }
        network.incrementEpochCount();
        return total / order.length;
    }

    /**
     * Measures the share of images whose largest output is their label.
     *
     * @param images test set
     * @return accuracy, 0 to 1
     */
    double accuracy(LabelledImages images) {
        int[] order = new int[images.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Evaluation evaluation = new Evaluation(LabelledImages.CLASSES);
        for (int from = 0; from < order.length; from += 250) {
            DataSet batch = images.batch(order, from, Math.min(from + 250, order.length));
            evaluation.eval(batch.getLabels(), network.output(batch.getFeatures()));
        }
        return evaluation.accuracy();
    }

    private int[] shuffled(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    private static ConvolutionLayer convolution(String name, int channels) {
        return new ConvolutionLayer.Builder(3, 3)
                .name(name)
                .nOut(channels)
                .activation(Activation.RELU)
                .build();
    }

    private static SubsamplingLayer pool(String name) {
        return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                .name(name)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }
}
