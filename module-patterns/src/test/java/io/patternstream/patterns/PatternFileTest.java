/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.model.LayerId;
import io.patternstream.api.pattern.LayerPattern;
import io.patternstream.api.pattern.PatternSnapshot;
import io.patternstream.api.pattern.Regime;
import io.patternstream.api.pattern.SnapshotId;
import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.NpyArray;
import io.patternstream.api.tensor.NpyType;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatternFileTest {
    @TempDir
    Path folder;

    @Test
    void readingGivesBackWhatWasWritten() {
        // Given
        PatternSnapshot snapshot = Snapshots.learned();
        Path file = folder.resolve("p.npz");

        // When
        PatternFile.write(file, snapshot, Snapshots.LAYERS);
        PatternSnapshot read = PatternFile.read(file, Snapshots.MODEL, Snapshots.LAYERS);

        // Then
        assertThat(read.id()).isEqualTo(snapshot.id());
        assertThat(read.provenance()).isEqualTo(snapshot.provenance());
        assertThat(read.patterns()).hasSameSizeAs(snapshot.patterns());
        for (LayerPattern pattern : snapshot.patterns()) {
            LayerPattern same = read.pattern(pattern.layer(), pattern.regime()).orElseThrow();
            assertThat(same.shape()).isEqualTo(pattern.shape());
            assertThat(same.toArray())
                    .containsExactly(
                            Arrays.stream(pattern.toArray()).map(v -> (float) v).toArray());
            assertThat(same.degenerate()).isEqualTo(pattern.degenerate());
        }
        assertThat(folder).isDirectoryContaining("glob:**p.npz").isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void writingWhatWasReadGivesTheSameBytes() {
        // Given
        byte[] bytes = PatternFile.write(Snapshots.learned(), Snapshots.LAYERS);

        // When
        byte[] again = PatternFile.write(PatternFile.read(bytes, Snapshots.MODEL, Snapshots.LAYERS), Snapshots.LAYERS);

        // Then
        assertThat(again).isEqualTo(bytes);
    }

    @Test
    void sectionsAreTheFileInPartsThatChangeByThemselves() {
        // Given: the same patterns but those of the last layer
        PatternSnapshot snapshot = Snapshots.learned();
        List<LayerPattern> patterns = new ArrayList<>(snapshot.patterns());
        LayerPattern last = patterns.remove(3);
        patterns.add(new LayerPattern(last.layer(), last.regime(), last.shape(), new double[6]));
        PatternSnapshot other = new PatternSnapshot(new SnapshotId("a-longer-name"), snapshot.provenance(), patterns);

        // When
        List<byte[]> sections = PatternFile.sections(snapshot, Snapshots.LAYERS);
        List<byte[]> others = PatternFile.sections(other, Snapshots.LAYERS);

        // Then
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        sections.forEach(joined::writeBytes);
        assertThat(joined.toByteArray()).isEqualTo(PatternFile.write(snapshot, Snapshots.LAYERS));
        assertThat(sections).hasSize(1 + 4 + 1).hasSameSizeAs(others);
        assertThat(others.subList(1, 4)).containsExactlyElementsOf(sections.subList(1, 4));
        assertThat(others.get(4)).isNotEqualTo(sections.get(4));
    }

    @Test
    void arraysHaveTheModelFilesOrientationUnderLayerSlashRegime() throws IOException {
        // Given
        PatternSnapshot snapshot = Snapshots.learned();

        // When
        Map<String, byte[]> entries = entries(PatternFile.write(snapshot, Snapshots.LAYERS));

        // Then
        assertThat(entries.keySet())
                .containsExactlyInAnyOrder(
                        "meta.json",
                        "block/fc/linear.npy",
                        "block/fc/positive.npy",
                        "out/linear.npy",
                        "out/positive.npy");
        NpyArray stored = Npy.read(entries.get("out/linear.npy"));
        LayerPattern pattern =
                snapshot.pattern(new LayerId("out"), Regime.LINEAR).orElseThrow();
        assertThat(stored.type()).isEqualTo(NpyType.FLOAT32);
        assertThat(pattern.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(stored.shape()).isEqualTo(Shape.of(3, 2));
        assertThat(stored.tensor().at(2 * 2 + 1)).isEqualTo((float) pattern.at(1 * 3 + 2));
        assertThat(new String(entries.get("meta.json"), StandardCharsets.UTF_8))
                .contains("\"format_version\" : 1", "\"model_sha256\" : \"" + Snapshots.MODEL.sha256())
                .contains("\"training/0\" : 130");
    }

    @Test
    void refusesFilesThatUnpackToManyTimesTheirSize() throws IOException {
        // Given: 64 MB of zeros in about 64 kB
        byte[] array = zip("fc/linear.npy", Npy.write(Tensor.wrap(Shape.of(4096, 4096), new float[1 << 24])));
        byte[] meta = zip("meta.json", new byte[1 << 26]);
        Path file = Files.write(folder.resolve("bomb.npz"), array);

        // Then
        assertThatThrownBy(() -> PatternFile.inspect(file))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("more than 50 times its size is refused");
        assertThatThrownBy(() -> PatternFile.read(meta, Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("more than 50 times its size is refused");
    }

    @Test
    void refusesArraysThatAreNotOfRealNumbers() {
        // Given: a float32 array that claims to be int32
        byte[] array = Npy.write(Tensor.of(Shape.of(1, 1), 1));
        array[new String(array, StandardCharsets.ISO_8859_1).indexOf("<f4") + 1] = 'i';

        // Then
        assertThatThrownBy(() -> PatternFile.read(zip("out/linear.npy", array), Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("array out/linear is of type <i4, not <f4 or <f8");
    }

    @Test
    void listsAFileWithoutItsModel() {
        // Given
        Path file = folder.resolve("p.npz");
        PatternSnapshot snapshot = Snapshots.learned();
        PatternFile.write(file, snapshot, Snapshots.LAYERS);

        // When
        PatternListing listing = PatternFile.inspect(file);

        // Then
        assertThat(listing.snapshotId()).contains(snapshot.id().value());
        assertThat(listing.provenance()).contains(snapshot.provenance());
        assertThat(listing.arrays()).hasSize(4).allMatch(PatternListing.Array::finite);
        assertThat(listing.arrays().get(1).degenerate()).containsExactly(2);
        assertThat(listing.arrays().get(1).neurons()).isEqualTo(3);
        assertThat(listing.arrays().get(3).neurons()).isEqualTo(2);
    }

    @Test
    void refusesPatternsOfAnotherModelByHash() {
        // Given
        byte[] bytes = PatternFile.write(Snapshots.learned(), Snapshots.LAYERS);

        // Then
        assertThatThrownBy(() -> PatternFile.read(bytes, Snapshots.OTHER_MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessage(
                        "pattern archive was learned for the model with hash %s, not for other with hash %s",
                        Snapshots.MODEL.sha256(), Snapshots.OTHER_MODEL.sha256());
    }

    @Test
    void namesTheLayerThatDoesNotFit() {
        // Given
        byte[] bytes = zip("block/fc/linear.npy", Npy.write(Shape.of(2, 4), new double[8]));
        byte[] unknown = zip("conv9/linear.npy", Npy.write(Shape.of(3, 4), new double[12]));

        // Then
        assertThatThrownBy(() -> PatternFile.read(bytes, Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessage(
                        "pattern archive: pattern block/fc/linear has shape [2, 4] but the weights of layer block/fc"
                                + " in model small have [3, 4]");
        assertThatThrownBy(() -> PatternFile.read(unknown, Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternMismatchException.class)
                .hasMessageContaining("layer conv9, which model small has not");
    }

    @Test
    void refusesAnEntryThatUnpacksToMoreThanTheLayerCanHave() {
        // Given: 64 MiB of zeros compress to 64 KiB
        byte[] bomb = zip("block/fc/linear.npy", new byte[64 << 20]);

        // Then
        assertThat(bomb).hasSizeLessThan(1 << 17);
        assertThatThrownBy(() -> PatternFile.read(bomb, Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("entry block/fc/linear has more than");
    }

    @Test
    void refusesWhatIsNoPatternFile() throws IOException {
        // Given
        byte[] whole = PatternFile.write(Snapshots.learned(), Snapshots.LAYERS);
        Path file = Files.write(folder.resolve("half.npz"), Arrays.copyOf(whole, whole.length / 2));

        // Then
        assertThatThrownBy(() -> PatternFile.read(new byte[100], Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("not an npz archive");
        assertThatThrownBy(() -> PatternFile.read(file, Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(PatternFormatException.class)
                .hasMessageContaining("half.npz");
        assertThatThrownBy(() -> PatternFile.inspect(file)).isInstanceOf(PatternFormatException.class);
        assertThatThrownBy(() -> PatternFile.read(folder.resolve("none.npz"), Snapshots.MODEL, Snapshots.LAYERS))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.npz cannot be read: there is no such file");
        assertThatThrownBy(
                        () -> PatternFile.write(folder.resolve("no/such.npz"), Snapshots.learned(), Snapshots.LAYERS))
                .hasMessageContaining("its folder does not exist");
    }

    @Test
    void noticesTruncationAtEveryLength() {
        // Given
        byte[] whole = PatternFile.write(Snapshots.learned(), Snapshots.LAYERS);
        int directory = indexOf(whole, new byte[] {'P', 'K', 1, 2});

        for (int length = 0; length < directory; length++) {
            byte[] part = Arrays.copyOf(whole, length);

            // Then
            assertThatThrownBy(() -> PatternFile.read(part, Snapshots.MODEL, Snapshots.LAYERS))
                    .isInstanceOf(PatternFormatException.class);
        }
    }

    @Test
    void refusesMetaDataWithoutAnId() throws IOException {
        // Given
        byte[] meta = entries(PatternFile.write(Snapshots.learned(), Snapshots.LAYERS))
                .get("meta.json");
        String json = new String(meta, StandardCharsets.UTF_8);

        // Then
        for (String id : List.of("\"\"", "null", "7")) {
            String changed = json.replaceFirst("\"snapshot_id\" : \"[^\"]*\"", "\"snapshot_id\" : " + id);
            byte[] bytes = zip("meta.json", changed.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> PatternFile.read(bytes, Snapshots.MODEL, Snapshots.LAYERS))
                    .isInstanceOf(PatternFormatException.class)
                    .hasMessageContaining("meta.json is malformed: a snapshot needs an id");
        }
    }

    @Test
    void refusesMalformedMetaData() {
        for (String json : List.of("{", "[]", "{\"format_version\": 2}", "{\"format_version\": 1}")) {
            byte[] bytes = zip("meta.json", json.getBytes(StandardCharsets.UTF_8));

            assertThatThrownBy(() -> PatternFile.read(bytes, Snapshots.MODEL, Snapshots.LAYERS))
                    .isInstanceOf(PatternFormatException.class)
                    .hasMessageContaining("meta.json");
        }
    }

    private static byte[] zip(String name, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
