/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.benchmarks.service;

import io.patternstream.api.explain.ExplainRequest;
import io.patternstream.api.explain.Explainer;
import io.patternstream.api.explain.Target;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.Engine;
import io.patternstream.engine.EngineOptions;
import io.patternstream.engine.Model;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.spi.Algorithm;
import io.patternstream.engine.spi.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What one would write without this service: as many threads as there are cores, each of which polls, decodes, explains and sends. It keeps
 * no order over failures, skips nothing, answers nobody and stops at the first bad image.
 */
final class PlainLoop {
    private PlainLoop() {}

    /**
     * Runs until it is killed.
     *
     * @param arguments broker, run, model, preprocessing, method, batch
     */
    public static void main(String[] arguments) {
        Topics topics = new Topics(arguments[0], arguments[1]);
        Model model = Model.load(Path.of(arguments[2]));
        Preprocessing preprocessing = Preprocessing.preset(arguments[3]);
        int batch = Integer.parseInt(arguments[5]);
        Engine engine =
                Engine.open(model, new EngineOptions("auto", Precision.F32, Algorithm.AUTO, 1), Optional::empty);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            new Thread(() -> run(topics, engine, model, preprocessing, arguments[4], batch)).start();
        }
    }

    private static void run(
            Topics topics, Engine engine, Model model, Preprocessing preprocessing, String method, int batch) {
        Shape input = model.description().input();
        ImageIoDecoder decoder = ImageIoDecoder.create(preprocessing, input, DecodeLimits.defaults());
        try (Explainer explainer = engine.newExplainer();
                KafkaConsumer<byte[], byte[]> consumer = consumer(topics, batch);
                KafkaProducer<byte[], byte[]> producer = producer(topics)) {
            consumer.subscribe(List.of(topics.images()));
            while (true) {
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                if (records.isEmpty()) {
                    continue;
                }
                List<Tensor> images = records.stream()
                        .map(image -> decoder.decode(image.value(), null))
                        .toList();
                Tensor heatmaps = explainer
                        .explain(ExplainRequest.of(
                                Tensor.stack(images),
                                List.of(method),
                                Collections.nCopies(images.size(), new Target.MaxOutput())))
                        .attributions()
                        .get(0)
                        .values();
                for (int i = 0; i < records.size(); i++) {
                    var unused = producer.send(new ProducerRecord<>(
                            topics.heatmaps(), records.get(i).key(), Npy.write(heatmaps.slice(i))));
                }
                producer.flush();
                consumer.commitSync();
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Topics topics, int batch) {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        topics.bootstrap(),
                        "group.id",
                        topics.run(),
                        "auto.offset.reset",
                        "earliest",
                        "enable.auto.commit",
                        false,
                        "max.poll.records",
                        batch),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static KafkaProducer<byte[], byte[]> producer(Topics topics) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", topics.bootstrap(), "linger.ms", 5, "compression.type", "lz4"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
