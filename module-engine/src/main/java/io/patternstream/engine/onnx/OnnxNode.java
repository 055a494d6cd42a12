/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onnx;

import io.patternstream.engine.spi.ModelFormatException;
import java.util.List;
import java.util.Map;

/**
 * A NodeProto.
 *
 * @param name its name; empty where the file gives none
 * @param operator the operator, with its domain in front unless that is the default one
 * @param inputs names of values; empty for one left out
 * @param outputs names of values
 * @param attributes by name
 */
record OnnxNode(
        String name,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, OnnxAttribute> attributes) {

    /** Attributes and dimensions above this are refused, so that arithmetic on a few of them cannot overflow. */
    private static final long LARGEST = 32767;

    String key() {
        return name.isEmpty() && !outputs.isEmpty() ? outputs.get(0) : name;
    }

    String output() {
        if (outputs.isEmpty()) {
            throw error("has no output");
        }
        return outputs.get(0);
    }

    String input(int index) {
        if (!hasInput(index)) {
            throw error("lacks input " + index);
        }
        return inputs.get(index);
    }

    boolean hasInput(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty();
    }

    boolean has(String attribute) {
        return attributes.containsKey(attribute);
    }

    int integer(String attribute, int otherwise) {
        OnnxAttribute found = attributes.get(attribute);
        return found == null ? otherwise : bounded(attribute, found.integer());
    }

    float real(String attribute, float otherwise) {
        OnnxAttribute found = attributes.get(attribute);
        return found == null ? otherwise : found.real();
    }

    String text(String attribute, String otherwise) {
        OnnxAttribute found = attributes.get(attribute);
        return found == null ? otherwise : found.text();
    }

    /** The values of an attribute that must have this many; all equal to {@code otherwise} where it is absent. */
    int[] integers(String attribute, int count, int otherwise) {
        int[] values = new int[count];
        OnnxAttribute found = attributes.get(attribute);
        if (found != null && found.integers().size() != count) {
            throw error(attribute + " = " + found.integers() + " should have " + count + " values");
        }
        for (int i = 0; i < count; i++) {
            values[i] = found == null
                    ? otherwise
                    : bounded(attribute, found.integers().get(i));
        }
        return values;
    }

    /** The values of an attribute of any length; none where it is absent. */
    List<Long> integers(String attribute) {
        OnnxAttribute found = attributes.get(attribute);
        return found == null ? List.of() : found.integers();
    }

    /**
     * An axis of a value.
     *
     * @param axis may be negative: counted from the last
     * @param rank number of axes, the batch's included
     * @return the axis, at least 0
     */
    int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw error("axis " + axis + " does not exist in a value of " + rank + " axes");
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /**
     * A position on an axis.
     *
     * @param index may be negative: counted from the end
     * @param extent of the axis
     * @return the position, at least 0
     */
    int position(long index, int extent) {
        if (index < -extent || index >= extent) {
            throw error("position " + index + " does not exist on an axis of extent " + extent);
        }
        return (int) (index < 0 ? index + extent : index);
    }

    void require(String attribute, int value) {
        int found = integer(attribute, value);
        if (found != value) {
            throw error(attribute + " = " + found + " is not supported, only " + value);
        }
    }

    /** Says that the operator would join what belongs to different samples. */
    ModelFormatException mixes(String why) {
        return error(why + ", which mixes the samples of a batch; the first axis must stay the batch's");
    }

    ModelFormatException error(String why) {
        return new ModelFormatException(label() + ": " + why);
    }

    String label() {
        return "node '" + key() + "' (" + operator + ")";
    }

    private int bounded(String attribute, long value) {
        if (Math.abs(value) > LARGEST) {
            throw error(attribute + " = " + value + " is out of range");
        }
        return (int) value;
    }
}
