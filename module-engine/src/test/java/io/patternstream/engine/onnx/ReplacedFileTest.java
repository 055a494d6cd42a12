/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.engine.Model;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplacedFileTest {
    private static final int LOADS = 400;

    @TempDir
    private Path folder;

    @Test
    void aFileThatIsReplacedWhileItIsReadNeverGivesTheWeightsOfOneAndTheHashOfTheOther() throws Exception {
        // Given
        Path file = folder.resolve("model.onnx");
        Map<String, Float> weights = new ConcurrentHashMap<>();
        replace(file, 1, weights);
        AtomicBoolean done = new AtomicBoolean();
        Thread replacing = new Thread(() -> {
            for (int version = 2; !done.get(); version++) {
                replace(file, version, weights);
            }
        });

        // When
        replacing.start();
        int loaded = 0;
        try {
            for (int i = 0; i < LOADS; i++) {
                try {
                    Model model = Model.load(file);
                    loaded++;
                    assertThat(model.layers().get(0).weights().at(0))
                            .isEqualTo(weights.get(model.description().sha256()));
                } catch (ModelFormatException e) {
                    assertThat(e).hasMessageContaining("has changed while it was read");
                }
            }
        } finally {
            done.set(true);
            replacing.join();
        }

        // Then
        assertThat(loaded).isPositive();
    }

    private static void replace(Path file, int version, Map<String, Float> weights) {
        try {
            byte[] content = model(version);
            weights.put(
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)),
                    (float) version);
            Path other = Files.write(file.resolveSibling("other"), content);
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One dense layer, all of whose weights are the same. */
    private static byte[] model(float weight) {
        ByteBuffer weights = ByteBuffer.allocate(32 * 3 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (weights.hasRemaining()) {
            weights.putFloat(weight);
        }
        return OnnxBytes.model(OnnxBytes.graph()
                .message(5, OnnxBytes.header("w", OnnxTensor.FLOAT, 32, 3).raw(9, weights.array()))
                .message(1, OnnxBytes.node("Flatten", "flat", List.of("x"), "f"))
                .message(1, OnnxBytes.node("MatMul", "dense", List.of("f", "w"), "y")));
    }
}
