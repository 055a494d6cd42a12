/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.stream.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.patternstream.api.tensor.Npy;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.preprocess.DecodeLimits;
import io.patternstream.engine.preprocess.ImageIoDecoder;
import io.patternstream.engine.preprocess.Preprocessing;
import io.patternstream.engine.render.Png;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    private static final Preprocessing RAW = Preprocessing.preset("raw");

    @TempDir
    Path folder;

    @Test
    void idxImagesAreReadPlainAndWithGzip() throws IOException {
        // Given: five images of 2x3 pixels with the values 0, 1, 2, ...
        byte[] idx = idx(5, 2, 3);
        Path plain = write("images-idx3-ubyte", idx);
        Path zipped = write("images.idx3-ubyte.gz", gzip(idx));

        // When
        List<Tensor> batches = batches(List.of(plain, zipped), Shape.of(1, 2, 3), 4);

        // Then: 10 images in batches of 4, 4 and 2
        assertThat(batches.stream().map(batch -> batch.shape().dimension(0))).containsExactly(4, 4, 2);
        assertThat(batches.get(0).at(7)).isEqualTo(7);
        assertThat(batches.get(1).at(0)).isEqualTo(24);
        assertThat(batches.get(1).at(6)).isEqualTo(0);
        assertThat(batches.get(2).at(11)).isEqualTo(29);
    }

    @Test
    void someImagesComeInTheOrderInWhichTheyAreNamed() throws IOException {
        // Given
        Path file = write("images-idx3-ubyte", idx(5, 2, 3));
        Dataset all = Dataset.open(List.of(file, file));

        // When
        Dataset some = all.some(List.of(7, 0));

        // Then
        assertThat(some.size()).isEqualTo(2);
        assertThat(some.sample(0).name()).isEqualTo(all.sample(7).name());
        assertThat(some.sample(1).bytes()).isEqualTo(all.sample(0).bytes());
    }

    @Test
    void idxImagesGoToKafkaAsPng() throws IOException {
        // Given
        Path file = write("images-idx3-ubyte", idx(5, 2, 3));

        // When
        ImageSample sample = Dataset.open(List.of(file)).sample(4);

        // Then
        assertThat(sample.contentType()).isEqualTo("image/png");
        assertThat(sample.name()).isEqualTo(file + "#4");
        Tensor decoded = decoded(sample, Shape.of(1, 2, 3));
        assertThat(new float[] {decoded.at(0), decoded.at(2), decoded.at(3), decoded.at(5)})
                .containsExactly(24, 26, 27, 29);
    }

    @Test
    void arraysSayTheirShapeAndPicturesDoNot() throws IOException {
        // Given
        Path batch = write("batch.npy", Npy.write(Tensor.wrap(Shape.of(2, 3, 4, 5), new float[120])));
        Path one = write("one.npy", Npy.write(Tensor.wrap(Shape.of(3, 4, 5), new float[60])));
        Path idx = write("images-idx3-ubyte", idx(5, 2, 3));

        // When // Then
        assertThat(Dataset.open(List.of(batch)).arrayShape()).contains(Shape.of(3, 4, 5));
        assertThat(Dataset.open(List.of(one)).arrayShape()).contains(Shape.of(3, 4, 5));
        assertThat(Dataset.open(List.of(idx)).arrayShape()).isEmpty();
    }

    @Test
    void cifarRecordsArePlanesAfterALabel() throws IOException {
        // Given: two records, red plane 10, green 20, blue 30, plus the record's number
        ByteBuffer records = ByteBuffer.allocate(2 * 3073);
        for (int n = 0; n < 2; n++) {
            records.put((byte) 9);
            for (int c = 1; c <= 3; c++) {
                byte[] plane = new byte[1024];
                Arrays.fill(plane, (byte) (10 * c + n));
                records.put(plane);
            }
        }
        Path file = write("test_batch.bin.gz", gzip(records.array()));

        // When
        Dataset dataset = Dataset.open(List.of(file));
        Tensor batch = batches(List.of(file), Shape.of(3, 32, 32), 8).get(0);

        // Then
        assertThat(dataset.size()).isEqualTo(2);
        assertThat(batch.shape()).isEqualTo(Shape.of(2, 3, 32, 32));
        assertThat(batch.at(0)).isEqualTo(10);
        assertThat(batch.at(3072 + 1024)).isEqualTo(21);
        assertThat(batch.at(3072 + 2048)).isEqualTo(31);
        Tensor decoded = decoded(dataset.sample(1), Shape.of(3, 32, 32));
        assertThat(new float[] {decoded.at(165), decoded.at(1024 + 165), decoded.at(2048 + 165)})
                .containsExactly(11, 21, 31);
    }

    @Test
    void floatArraysArePreprocessedAlready() throws IOException {
        // Given
        float[] values = new float[2 * 3 * 2 * 2];
        values[12] = -7.5f;
        Path file = write("data.npy", Npy.write(Tensor.of(Shape.of(2, 3, 2, 2), values)));

        // When
        Tensor batch = batches(List.of(file), Shape.of(3, 2, 2), 10).get(0);
        ImageSample sample = Dataset.open(List.of(file)).sample(1);

        // Then
        assertThat(batch.shape()).isEqualTo(Shape.of(2, 3, 2, 2));
        assertThat(batch.at(12)).isEqualTo(-7.5f);
        assertThat(sample.contentType()).isEqualTo("application/x-npy");
        assertThat(Npy.read(sample.bytes()).shape()).isEqualTo(Shape.of(3, 2, 2));
        assertThat(Npy.read(sample.bytes()).tensor().at(0)).isEqualTo(-7.5f);
    }

    @Test
    void byteArraysArePixels() throws IOException {
        // Given: [2, 1, 2, 2] of |u1
        byte[] float32 = Npy.write(Tensor.of(Shape.of(2, 1, 2, 2), new float[8]));
        String header = new String(float32, 0, float32.length - 32, StandardCharsets.ISO_8859_1).replace("<f4", "|u1");
        byte[] file = Arrays.copyOf(header.getBytes(StandardCharsets.ISO_8859_1), header.length() + 8);
        for (int i = 0; i < 8; i++) {
            file[header.length() + i] = (byte) (i * 30);
        }
        Path path = write("data.npy", file);

        // When
        Iterable<Tensor> batches = batches(List.of(path), Shape.of(1, 2, 2), 1);

        // Then
        assertThat(batches).hasSize(2).last().satisfies(last -> {
            assertThat(last.at(0)).isEqualTo(120);
            assertThat(last.at(3)).isEqualTo(210);
        });
    }

    @Test
    void foldersAreReadWithTheirSubfoldersInOrder() throws IOException {
        // Given
        write("b.png", Png.grey(1, 1, new byte[] {2}));
        write("c/a.PNG", Png.grey(1, 1, new byte[] {3}));
        write("a.png", Png.grey(1, 1, new byte[] {1}));
        write("notes.txt", new byte[] {1});

        // When
        Dataset dataset = Dataset.open(List.of(folder));
        Tensor batch = batches(List.of(folder), Shape.of(1, 1, 1), 9).get(0);

        // Then
        assertThat(dataset.size()).isEqualTo(3);
        assertThat(dataset.sample(0).name()).endsWith("a.png");
        assertThat(new float[] {batch.at(0), batch.at(1), batch.at(2)}).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> dataset.sample(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void symbolicLinksToFoldersAreFollowed() throws IOException {
        // Given
        write("images/a.png", Png.grey(1, 1, new byte[] {1}));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("images"));

        // When
        Dataset dataset = Dataset.open(List.of(link));

        // Then
        assertThat(dataset.size()).isOne();
    }

    @Test
    void unreadableImageIsNamed() throws IOException {
        // Given
        write("a.png", Png.grey(1, 1, new byte[] {1}));
        write("broken.png", Arrays.copyOf(Png.grey(1, 1, new byte[] {1}), 40));

        // Then
        assertThatThrownBy(() -> batches(List.of(folder), Shape.of(1, 1, 1), 9))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("broken.png: the PNG image of 40 bytes is truncated");
    }

    @Test
    void truncatedFilesGiveOneClearLine() throws IOException {
        byte[] idx = idx(5, 2, 3);
        byte[] zipped = gzip(idx);
        refused(write("t-idx3-ubyte", Arrays.copyOf(idx, 40)), "it is truncated: it has 40 of 46 bytes");
        refused(write("h-idx3-ubyte", Arrays.copyOf(idx, 9)), "it is truncated: it has 9 of 16 bytes");
        refused(write("z.idx.gz", Arrays.copyOf(zipped, zipped.length - 12)), "it is truncated or cannot be read");
        refused(write("c.bin", new byte[3073 + 10]), "3083 bytes are not a multiple of the 3073");
        refused(
                write("n.npy", Arrays.copyOf(Npy.write(Tensor.of(Shape.of(1, 1, 1, 4), new float[4])), 140)),
                "needs 16");
    }

    @Test
    void compressedFilesThatUnpackToManyTimesTheirSizeAreRefused() throws IOException {
        // Given: 64 MiB of zeros in about 64 kB
        Path file = write("zeros.bin.gz", gzip(new byte[1 << 26]));

        // Then
        refused(file, "more than 50 times its size is refused");
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        refused(folder.resolve("none"), "there is no such file or folder");
        refused(write("empty.npy", new byte[0]), "it is empty");
        refused(write("labels-idx1-ubyte", new byte[] {0, 0, 8, 1, 0, 0, 0, 0}), "IDX labels; give the file of images");
        refused(write("a.gif", "GIF89a".getBytes(StandardCharsets.US_ASCII)), "it begins with 47 49 46 38 39 61");
        refused(write("v.npy", Npy.write(Tensor.of(Shape.of(4), new float[4]))), "it has shape [4], not [N, C, H, W]");
        refused(write("z.npy", Npy.write(Tensor.of(Shape.of(0, 1, 2, 2)))), "and so holds no samples");
        refused(Files.createDirectory(folder.resolve("sub")), "it has no files [.png, .jpg, .jpeg, .npy]");
    }

    @Test
    void modelsOfSomethingElseThanImagesAreToldSo() throws IOException {
        // Given
        Dataset images = Dataset.open(List.of(write("i", idx(1, 1, 1))));

        // When // Then
        assertThatThrownBy(() -> Batches.create(images, RAW, Shape.of(4, 20), 1))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("takes samples of shape [4, 20], and files hold images [C, H, W]");
    }

    @Test
    void someImagesOfMany() throws IOException {
        // Given: ten images of one pixel each, 0 to 9
        Path file = write("images-idx3-ubyte", idx(10, 1, 1));

        // When
        Dataset dataset = Dataset.open(List.of(Path.of(file + "#7"), Path.of(file + "#2-4")));

        // Then
        assertThat(dataset.size()).isEqualTo(4);
        assertThat(List.of(0, 1, 2, 3))
                .extracting(i -> decoded(dataset.sample(i), Shape.of(1, 1, 1)).at(0))
                .containsExactly(7f, 2f, 3f, 4f);
        assertThat(dataset.sample(3).name()).isEqualTo(file + "#4");
        refused(Path.of(file + "#10"), "images-idx3-ubyte has images 0 to 9");
        refused(Path.of(file + "#4-2"), "images-idx3-ubyte has images 0 to 9");
        refused(Path.of(file + "#2-10"), "images-idx3-ubyte has images 0 to 9");
        assertThatThrownBy(() -> Dataset.open(List.of(folder.resolve("none#2"))))
                .hasMessage("data " + folder.resolve("none") + ": there is no such file or folder");
        refused(Path.of(file + "#two"), "there is no such file");
    }

    @Test
    void aFileWhoseNameHasTheSignIsThatFile() throws IOException {
        // Given
        Path file = write("images#0", idx(3, 1, 1));

        // Then
        assertThat(Dataset.open(List.of(file)).size()).isEqualTo(3);
    }

    @Test
    void batchesEnd() throws IOException {
        // Given
        Batches batches = Batches.create(Dataset.open(List.of(write("i", idx(1, 1, 1)))), RAW, Shape.of(1, 1, 1), 3);

        // When
        batches.next();

        // Then
        assertThat(batches.hasNext()).isFalse();
        assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
    }

    private static Tensor decoded(ImageSample sample, Shape input) {
        return ImageIoDecoder.create(RAW, input, DecodeLimits.defaults()).decode(sample.bytes(), sample.contentType());
    }

    private static void refused(Path file, String reason) {
        assertThatThrownBy(() -> Dataset.open(List.of(file)))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("data " + file + ": ")
                .hasMessageContaining(reason);
    }

    private static List<Tensor> batches(List<Path> files, Shape input, int batchSize) {
        List<Tensor> batches = new ArrayList<>();
        Batches.create(Dataset.open(files), RAW, input, batchSize).forEachRemaining(batches::add);
        return batches;
    }

    private static byte[] idx(int count, int height, int width) {
        ByteBuffer idx = ByteBuffer.allocate(16 + count * height * width)
                .putInt(0x803)
                .putInt(count)
                .putInt(height)
                .putInt(width);
        for (int i = 0; i < count * height * width; i++) {
            idx.put((byte) i);
        }
        return idx.array();
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private Path write(String name, byte[] content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, content);
    }
}
