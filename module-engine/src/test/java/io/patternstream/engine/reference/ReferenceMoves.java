/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.reference;

import io.patternstream.api.tensor.Shape;
import io.patternstream.engine.graph.IndexMap;
import io.patternstream.engine.spi.Moves;
import java.util.List;

/** Moves values one by one. */
final class ReferenceMoves implements Moves<ReferenceArray> {
    @Override
    public ReferenceArray concat(List<ReferenceArray> parts) {
        int samples = parts.get(0).samples();
        int channels =
                parts.stream().mapToInt(part -> part.sample().dimension(0)).sum();
        int[] sample = parts.get(0).sample().toArray();
        sample[0] = channels;
        Shape shape = Shape.of(sample).batchOf(samples);
        double[] result = new double[shape.elementCount()];
        int at = 0;
        for (int n = 0; n < samples; n++) {
            for (ReferenceArray part : parts) {
                int size = part.sample().elementCount();
                System.arraycopy(part.values(), n * size, result, at, size);
                at += size;
            }
        }
        return new ReferenceArray(shape, result);
    }

    @Override
    public ReferenceArray channels(ReferenceArray x, int from, int count) {
        int[] sample = x.sample().toArray();
        int plane = x.sample().elementCount() / sample[0];
        int whole = sample[0] * plane;
        sample[0] = count;
        Shape shape = Shape.of(sample).batchOf(x.samples());
        double[] result = new double[shape.elementCount()];
        for (int n = 0; n < x.samples(); n++) {
            System.arraycopy(x.values(), n * whole + from * plane, result, n * count * plane, count * plane);
        }
        return new ReferenceArray(shape, result);
    }

    @Override
    public ReferenceArray reshape(ReferenceArray x, Shape sample) {
        return new ReferenceArray(sample.batchOf(x.samples()), x.values());
    }

    @Override
    public ReferenceArray rearrange(ReferenceArray x, IndexMap map) {
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        double[] result = new double[x.samples() * to];
        for (int i = 0; i < result.length; i++) {
            int source = map.source(i % to);
            result[i] = source == IndexMap.FILL ? map.fill() : x.values()[i / to * from + source];
        }
        return new ReferenceArray(map.output().batchOf(x.samples()), result);
    }

    @Override
    public ReferenceArray rearrangeBackward(ReferenceArray r, IndexMap map) {
        int from = map.input().elementCount();
        int to = map.output().elementCount();
        double[] result = new double[r.samples() * from];
        for (int i = 0; i < r.values().length; i++) {
            int source = map.source(i % to);
            if (source != IndexMap.FILL) {
                result[i / to * from + source] += r.values()[i];
            }
        }
        return new ReferenceArray(map.input().batchOf(r.samples()), result);
    }
}
