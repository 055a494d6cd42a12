/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.program;

import io.patternstream.api.tensor.Shape;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes down a program. What was recorded before, in the same section or on the way forward, is not recorded again. */
final class Tape {
    private final List<List<Instruction>> sections = new ArrayList<>();
    private final List<Set<Value>> outputs = new ArrayList<>();
    private final Map<Key, Value> forward = new HashMap<>();
    private final Map<Key, Value> current = new HashMap<>();
    private final Map<DoubleBuffer, Operator.Weights> weights = new HashMap<>();
    private final List<RecordedTotal> totals = new ArrayList<>();
    private int values;

    Tape() {
        next();
    }

    /** Begins a section. */
    void next() {
        if (sections.size() == 1) {
            forward.putAll(current);
        }
        current.clear();
        totals.clear();
        sections.add(new ArrayList<>());
        outputs.add(new LinkedHashSet<>());
    }

    Value input(Shape shape) {
        return append(new Operator.Input(), List.of(), shape);
    }

    Value record(Operator operator, Shape shape, Value... operands) {
        Key key = new Key(operator, List.of(operands), shape);
        Value known = forward.getOrDefault(key, current.get(key));
        if (known != null) {
            return known;
        }
        Value value = append(operator, key.operands, shape);
        current.put(key, value);
        return value;
    }

    /** Marks a value as an output of the current section. */
    void keep(Value value) {
        outputs.get(outputs.size() - 1).add(value);
    }

    /** Makes sums outputs of the current section. */
    RecordedTotal total(Value sums) {
        keep(sums);
        RecordedTotal total = new RecordedTotal(sums);
        totals.add(total);
        return total;
    }

    /** The sums of the current section. */
    List<RecordedTotal> totals() {
        return List.copyOf(totals);
    }

    /** The same object for equal numbers. */
    Operator.Weights weights(double... numbers) {
        return weights.computeIfAbsent(DoubleBuffer.wrap(numbers.clone()), missing -> Operator.Weights.of(numbers));
    }

    Program program() {
        List<Section> recorded = new ArrayList<>();
        for (int i = 0; i < sections.size(); i++) {
            recorded.add(new Section(sections.get(i), List.copyOf(outputs.get(i))));
        }
        return new Program(recorded);
    }

    private Value append(Operator operator, List<Value> operands, Shape shape) {
        Value value = new Value(values++, shape);
        sections.get(sections.size() - 1).add(new Instruction(operator, operands, value));
        return value;
    }

    private record Key(Operator operator, List<Value> operands, Shape shape) {}
}
