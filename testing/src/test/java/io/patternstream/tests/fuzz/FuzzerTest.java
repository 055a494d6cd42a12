/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.patternstream.engine.onnx.OnnxSeeds;
import io.patternstream.engine.spi.ModelFormatException;
import io.patternstream.tests.fuzz.OnnxMessage.Kind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fuzzer that finds nothing is worth nothing: each of these readers has one defect that it must find. */
class FuzzerTest {
    private static final int INPUTS = 2000;
    private static final Reader.Bound BOUND = new Reader.Bound(16, 4096);

    @Test
    void aReaderWithoutDefectsPasses() {
        Fuzzer.Report report = run(file -> {
            if (file.length > 8) {
                throw new IllegalArgumentException("longer than 8");
            }
            return () -> "short";
        });
        assertThat(report.findings()).isEmpty();
        assertThat(report.inputs()).isEqualTo(INPUTS);
        assertThat(report.accepted()).isBetween(1L, INPUTS - 1L);
        assertThat(report.outcomes()).isEqualTo(2);
    }

    @Test
    void findsExceptionsThatAreNotDocumented() {
        assertFound(
                file -> {
                    byte beyond = file[file.length > 8 ? file.length : 0];
                    return () -> "byte " + beyond;
                },
                "throws ArrayIndexOutOfBoundsException");
    }

    @Test
    void findsExceptionsInTheUseOfWhatWasRead() {
        assertFound(
                file -> () -> {
                    if (file.length == 7) {
                        throw new IllegalStateException("seven");
                    }
                    return "not seven";
                },
                "throws IllegalStateException");
    }

    @Test
    void findsMessagesOfSeveralLinesAndEmptyOnes() {
        assertFound(
                file -> {
                    throw new IllegalArgumentException("first\nsecond");
                },
                "not one clear line");
        assertFound(
                file -> {
                    throw new IllegalArgumentException("");
                },
                "not one clear line");
    }

    @Test
    void findsStackOverflows() {
        assertFound(file -> () -> "depth " + depth(file, 0), "throws StackOverflowError");
    }

    @Test
    void findsAllocationsBeyondTheBound() {
        assertFound(
                file -> {
                    byte[] large = new byte[file.length == 9 ? 1 << 20 : 1];
                    return () -> large.length > 1 ? "large" : "small";
                },
                "allocates 1024 KiB or more for a file of 8 bytes or more");
    }

    @Test
    void findsWhatTakesTooLong() {
        // Given
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long end = thread.getCurrentThreadCpuTime() + (Fuzzer.MOST_SECONDS + 1) * 1_000_000_000;

        // When
        Fuzzer.Report report = Fuzzer.of(
                        reader(file -> {
                            while (thread.getCurrentThreadCpuTime() < end) {
                                Thread.onSpinWait();
                            }
                            return () -> "slow";
                        }),
                        1)
                .run(1);

        // Then
        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().keySet().iterator().next()).startsWith("takes too long");
    }

    @Test
    void theSameSeedGivesTheSameInputs() {
        assertThat(inputs(1)).isEqualTo(inputs(1)).isNotEqualTo(inputs(2)).hasSizeGreaterThan(40);
    }

    @Test
    void theReadersShareAllInputs(@TempDir Path folder) {
        assertThat(new Readers(folder).all().stream().mapToInt(Reader::share).sum())
                .isEqualTo(100);
    }

    @Test
    void everyModelThatIsDamagedIsReadWhole(@TempDir Path folder) throws Exception {
        List<Reader> models = new Readers(folder)
                .all().stream()
                        .filter(reader -> reader.refusals().contains(ModelFormatException.class))
                        .toList();
        assertThat(models).extracting(Reader::name).contains("onnx", "dl4j");
        for (Reader reader : models) {
            for (byte[] seed : reader.seeds()) {
                assertThat(reader.reading().read(seed).kind()).isNotBlank();
            }
        }
    }

    @Test
    void onnxMessagesAreWrittenAsTheyWereRead() {
        for (byte[] seed : OnnxSeeds.all()) {
            assertThat(OnnxMessage.parse(seed, Kind.MODEL).bytes()).isEqualTo(seed);
            assertThat(OnnxMessage.parse(seed, Kind.MODEL).all())
                    .extracting(message -> message.kind)
                    .contains(Kind.NODE, Kind.DIMENSION);
        }
    }

    private static int depth(byte[] file, int depth) {
        return file.length == 7 && depth >= 0 ? depth(file, Math.abs(depth + 1)) + 1 : depth;
    }

    /** All inputs of a short run; a set, since what allocates much is read twice. */
    private static Set<String> inputs(long seed) {
        Set<String> inputs = new HashSet<>();
        Reader.Reading reading = file -> {
            inputs.add(HexFormat.of().formatHex(file));
            return () -> "length " + file.length;
        };
        Fuzzer.of(reader(reading), seed).run(100);
        return inputs;
    }

    private static void assertFound(Reader.Reading reading, String finding) {
        assertThat(run(reading).findings().keySet()).anyMatch(found -> found.contains(finding));
    }

    private static Fuzzer.Report run(Reader.Reading reading) {
        return Fuzzer.of(reader(reading), 1).run(INPUTS);
    }

    private static Reader reader(Reader.Reading reading) {
        return new Reader(
                "test",
                100,
                List.of(new byte[6]),
                new ByteMutator(),
                reading,
                Set.of(IllegalArgumentException.class),
                BOUND);
    }
}
