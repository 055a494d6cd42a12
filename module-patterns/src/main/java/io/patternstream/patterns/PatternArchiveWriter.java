/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.LayerWeights;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a snapshot as an uncompressed zip with fixed times, so that equal snapshots give equal bytes. For one thread. */
final class PatternArchiveWriter {
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipOutputStream zip;
    private final Runnable afterEntry;

    private PatternArchiveWriter(OutputStream out, Runnable afterEntry) {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        this.afterEntry = afterEntry;
    }

    static void write(PatternSnapshot snapshot, List<LayerWeights> layers, OutputStream out) throws IOException {
        begin(snapshot, layers, Map.of(), out, () -> {}).finish();
    }

    /** Writes the meta data and the patterns; more entries may follow. All of an entry is written when it is told of. */
    static PatternArchiveWriter begin(
            PatternSnapshot snapshot,
            List<LayerWeights> layers,
            Map<String, String> labels,
            OutputStream out,
            Runnable afterEntry)
            throws IOException {
        Map<LayerId, LayerWeights> byId =
                layers.stream().collect(Collectors.toMap(LayerWeights::id, Function.identity()));
        PatternArchiveWriter writer = new PatternArchiveWriter(out, afterEntry);
        writer.entry(PatternMeta.ENTRY, PatternMeta.of(snapshot, layers, labels).toJson());
        for (LayerPattern pattern : snapshot.patterns()) {
            LayerWeights layer = byId.get(pattern.layer());
            boolean inputFirst = layer != null && layer.inputFirst();
            writer.entry(
                    pattern.layer() + "/" + pattern.regime().key() + ".npy", Npy.write(stored(pattern, inputFirst)));
        }
        return writer;
    }

    void finish() throws IOException {
        zip.finish();
    }

    /** The array as the model file orders the layer's weights. */
    private static Tensor stored(LayerPattern pattern, boolean inputFirst) {
        double[] values = pattern.toArray();
        Shape shape = pattern.shape();
        if (inputFirst) {
            values = Transposition.of(values, shape.dimension(0));
            shape = Transposition.of(shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensor.wrap(shape, floats);
    }

    void entry(String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
        zip.flush();
        afterEntry.run();
    }
}
