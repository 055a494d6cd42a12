/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.service;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.model.ModelDescription;
import io.patternstream.api.pattern.ActivationSource;
import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.api.pattern.LayerMoments;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternLearner;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.stream.pipeline.ScriptedExplainer;
import io.patternstream.stream.pipeline.SourcePartition;
import io.patternstream.stream.training.Learners;
import io.patternstream.stream.training.QualityMeter;
import io.patternstream.stream.training.RecordClock;
import io.patternstream.stream.training.SnapshotCodec;
import io.patternstream.stream.training.SnapshotQuality;
import io.patternstream.stream.training.StateHeader;
import io.patternstream.stream.training.TrainingState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Patterns that can be computed by hand: the one layer's first value is the running polynomial h = 31 h + a over the first
 * inputs a, so it tells whether every image was folded once and in order. Large enough for several chunks.
 */
final class ScriptedPatterns {
    private static final LayerId LAYER = new LayerId("only");
    private static final int VALUES = 150_000;

    private ScriptedPatterns() {}

    /** Hands every image's first value on as a mean. */
    static final class Source implements ActivationSource {
        @Override
        public ModelDescription model() {
            return ScriptedExplainer.MODEL;
        }

        @Override
        public List<LayerWeights> layers() {
            return List.of();
        }

        @Override
        public void observe(Tensor batch, ActivationTap tap) {
            for (int i = 0; i < batch.shape().dimension(0); i++) {
                float a = batch.at(2 * i);
                if (a == ScriptedExplainer.POISON) {
                    throw new IllegalStateException("poison");
                }
                tap.accept(new LayerMoments(
                        LAYER, true, new long[] {1}, new double[] {a}, new double[1], new double[1], new double[1]));
            }
        }

        @Override
        public void close() {}
    }

    /** Computes the polynomial. */
    static final class Learner implements PatternLearner {
        private double hash;
        private long samples;

        @Override
        public void accept(LayerMoments moments) {
            hash = 31 * hash % 1_000_003 + moments.meanX()[0];
        }

        @Override
        public void fade(double factor) {
            throw new AssertionError("all images count alike here");
        }

        @Override
        public void folded(int images) {
            samples += images;
        }

        @Override
        public long samples() {
            return samples;
        }

        @Override
        public PatternSnapshot snapshot(Map<String, Long> offsets) {
            double[] values = new double[VALUES];
            values[0] = hash;
            return build("scripted-" + samples, samples, offsets, values);
        }
    }

    /** The polynomial is no pattern of a network: there is nothing to compare. */
    static final class Unmeasured implements QualityMeter {
        @Override
        public void begin(PatternSnapshot before) {}

        @Override
        public void observe(Tensor images) {}

        @Override
        public Optional<SnapshotQuality> measure(PatternSnapshot candidate) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }

    /** Stores the polynomial; merging adds polynomials. */
    static final class Makers implements Learners {
        @Override
        public String preprocessing() {
            return "none";
        }

        @Override
        public PatternLearner begin(InstantSource clock) {
            return new Learner();
        }

        @Override
        public PatternLearner merge(List<PatternLearner> parts, InstantSource clock) {
            Learner merged = new Learner();
            for (PatternLearner part : parts) {
                merged.hash += ((Learner) part).hash;
                merged.samples += part.samples();
            }
            return merged;
        }

        @Override
        public void write(TrainingState state, OutputStream out) throws IOException {
            DataOutputStream data = new DataOutputStream(out);
            StateHeader header = state.header();
            data.writeUTF(header.source().topic());
            data.writeInt(header.source().partition());
            data.writeUTF(header.topicId());
            data.writeLong(header.next());
            data.writeLong(header.newest().toEpochMilli());
            data.writeLong(header.lost());
            data.writeDouble(((Learner) state.learner()).hash);
            data.writeLong(state.learner().samples());
            data.flush();
        }

        @Override
        public TrainingState read(InputStream in, long size, RecordClock clock) throws IOException {
            DataInputStream data = new DataInputStream(in);
            StateHeader header = new StateHeader(
                    new SourcePartition(data.readUTF(), data.readInt()),
                    data.readUTF(),
                    data.readLong(),
                    Instant.ofEpochMilli(data.readLong()),
                    data.readLong());
            Learner learner = new Learner();
            learner.hash = data.readDouble();
            learner.samples = data.readLong();
            return new TrainingState(header, learner);
        }
    }

    /** Plain binary. */
    static final class Codec implements SnapshotCodec {
        @Override
        public List<byte[]> encode(PatternSnapshot snapshot) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DataOutputStream out = new DataOutputStream(bytes)) {
                out.writeUTF(snapshot.id().value());
                out.writeLong(snapshot.provenance().samples());
                out.writeInt(snapshot.provenance().offsets().size());
                for (Map.Entry<String, Long> entry :
                        snapshot.provenance().offsets().entrySet()) {
                    out.writeUTF(entry.getKey());
                    out.writeLong(entry.getValue());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            double[] values = snapshot.patterns().get(0).toArray();
            byte[] section = new byte[values.length * Double.BYTES];
            ByteBuffer.wrap(section).asDoubleBuffer().put(values);
            return List.of(bytes.toByteArray(), section);
        }

        @Override
        public PatternSnapshot decode(byte[] bytes) {
            try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
                String id = in.readUTF();
                long samples = in.readLong();
                Map<String, Long> offsets = new HashMap<>();
                for (int i = in.readInt(); i > 0; i--) {
                    offsets.put(in.readUTF(), in.readLong());
                }
                double[] values = new double[VALUES];
                for (int i = 0; i < VALUES; i++) {
                    values[i] = in.readDouble();
                }
                return build(id, samples, offsets, values);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static PatternSnapshot build(String id, long samples, Map<String, Long> offsets, double[] values) {
        return new PatternSnapshot(
                new SnapshotId(id),
                new PatternSnapshot.Provenance(
                        ScriptedExplainer.MODEL.sha256(), List.of("scripted"), samples, offsets, Instant.EPOCH),
                List.of(new LayerPattern(LAYER, Regime.LINEAR, Shape.of(1, VALUES), values)));
    }
}
