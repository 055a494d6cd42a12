/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.keras;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.object.message.DataLayout;
import io.patternstream.api.tensor.Shape;
import io.patternstream.api.tensor.Tensor;
import io.patternstream.engine.spi.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HDF5 file that is not trusted: links are not followed, arrays are read only where they lie in one piece, and all arrays
 * read are together no larger than the file. Whatever else the library throws on damaged bytes becomes one clear line. Not
 * thread-safe.
 */
final class Hdf5 implements AutoCloseable {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_NODES = 200_000;
    private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

    private final HdfFile file;
    private long left;
    private int nodes;

    private Hdf5(HdfFile file) {
        this.file = file;
        this.left = file.size();
    }

    static boolean recognises(byte[] firstBytes) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (firstBytes.length <= i || firstBytes[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /** Maps the file: read from a channel, the library allocates what the file claims before it looks for the bytes. */
    static Hdf5 open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new ModelFormatException("its " + channel.size() + " bytes are too many; at most 2 GiB are read");
            }
            return of(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    static Hdf5 of(ByteBuffer bytes) {
        return guarded(() -> new Hdf5(HdfFile.fromByteBuffer(bytes)));
    }

    /** A text attribute of the root group. */
    Optional<String> text(String name) {
        return guarded(() -> {
            Attribute attribute = file.getAttributes().get(name);
            return attribute != null && attribute.getSizeInBytes() <= file.size()
                    ? Optional.ofNullable(attribute.getData()).map(Object::toString)
                    : Optional.empty();
        });
    }

    /** The paths of all arrays in a group, relative to it; empty where there is no such group. */
    List<String> arrays(String group) {
        return guarded(() -> {
            List<String> paths = new ArrayList<>();
            if (find(group) instanceof Group found) {
                collect(found, "", 0, paths);
            }
            return paths;
        });
    }

    /** One array of floating-point numbers, or empty where there is none of this path. */
    Optional<Tensor> array(String path) {
        return guarded(
                () -> find(path) instanceof Dataset dataset ? Optional.of(read(path, dataset)) : Optional.empty());
    }

    private Tensor read(String path, Dataset dataset) {
        DataLayout layout = dataset.getDataLayout();
        if (layout != DataLayout.CONTIGUOUS && layout != DataLayout.COMPACT) {
            throw new ModelFormatException("its array '" + path + "' is stored as " + layout
                    + "; only arrays in one piece are read, as Keras writes them");
        }
        long bytes = dataset.getSizeInBytes();
        left -= bytes;
        if (bytes < 0 || left < 0) {
            throw new ModelFormatException(
                    "its array '" + path + "' claims " + bytes + " bytes, more than the file holds");
        }
        Shape shape = Shape.of(dataset.getDimensions());
        Object values = dataset.isEmpty() ? new float[0] : dataset.getDataFlat();
        return Tensor.wrap(shape, floats(path, values));
    }

    private static float[] floats(String path, Object values) {
        if (values instanceof float[] floats) {
            return floats;
        }
        if (values instanceof double[] doubles) {
            float[] rounded = new float[doubles.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) doubles[i];
            }
            return rounded;
        }
        throw new ModelFormatException("its array '" + path + "' holds "
                + values.getClass().getSimpleName() + "; only floating-point numbers are weights");
    }

    /** Steps down by name; never through a link, which may lead out of the file. */
    private @Nullable Node find(String path) {
        Node node = file;
        for (String step : path.split("/", -1)) {
            node = node instanceof Group group ? group.getChildren().get(step) : null;
            if (node == null) {
                return null;
            }
            refuseLink(node);
        }
        return node;
    }

    private void collect(Group group, String prefix, int depth, List<String> paths) {
        for (Node child : group.getChildren().values()) {
            refuseLink(child);
            nodes++;
            if (depth > MAX_DEPTH || nodes > MAX_NODES) {
                throw new ModelFormatException("its groups are nested deeper than " + MAX_DEPTH + " levels or hold more"
                        + " than " + MAX_NODES + " entries");
            }
            if (child instanceof Group inner) {
                collect(inner, prefix + child.getName() + "/", depth + 1, paths);
            } else {
                paths.add(prefix + child.getName());
            }
        }
    }

    private static void refuseLink(Node node) {
        if (node.isLink()) {
            throw new ModelFormatException("its entry '" + node.getName() + "' is a link, which is not followed");
        }
    }

    /** The library has no one exception for damaged files: offsets and sizes that lie show as any of the unchecked ones. */
    private static <T> T guarded(Supplier<T> access) {
        try {
            return access.get();
        } catch (ModelFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new ModelFormatException("it is a damaged HDF5 file: " + e, e);
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
