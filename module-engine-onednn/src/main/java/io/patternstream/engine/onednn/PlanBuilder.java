/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SCRATCHPAD;

import io.patternstream.engine.program.Program;
import io.patternstream.engine.program.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Collects the steps of a plan, section by section, and knows where every value lies. Not thread-safe. */
final class PlanBuilder implements AutoCloseable {
    private final Uses uses;
    private final ConcatHomes homes;
    private final List<List<DraftStep>> sections = new ArrayList<>();
    private final Map<Value, Array> arrays = new HashMap<>();
    private final Map<Value, Array> boundary = new HashMap<>();
    private final Map<Storage, Integer> sectionOf = new HashMap<>();
    private final Map<Storage, Integer> owners = new HashMap<>();
    private final Map<Value, List<Array>> copies = new HashMap<>();
    private final Map<Array, float[]> constants = new LinkedHashMap<>();
    private final Set<Storage> storages = new java.util.LinkedHashSet<>();
    private long scratchBytes;
    private int steps;
    private int position;
    private final Storage scratch = new Storage(0);

    PlanBuilder(Program program) {
        this.uses = new Uses(program);
        this.homes = new ConcatHomes(program);
    }

    /** Begins the next section. */
    void section() {
        sections.add(new ArrayList<>());
        copies.clear();
    }

    void at(int instruction) {
        position = instruction;
    }

    /** Makes room for a value that is given. */
    void input(Value value) {
        Array array = result(value, Layout.plain(value.shape()));
        array.storage().keep();
        touch(array);
        boundary.put(value, array);
    }

    /** Makes sure that a value can be read in C order when its section has run. */
    void output(Value value) {
        Array array = plain(value);
        array.storage().keep();
        boundary.put(value, array);
    }

    /** {@return where inputs and outputs lie, in C order} */
    Map<Value, Array> boundary() {
        return boundary;
    }

    /** {@return a value as it lies} */
    Array array(Value value) {
        return Objects.requireNonNull(arrays.get(value), () -> value + " was not computed");
    }

    /** {@return a value in a layout, reordered where it lies otherwise} */
    Array array(Value value, Layout layout) {
        Array array = array(value);
        if (array.layout().same(layout)) {
            return array;
        }
        List<Array> made = copies.computeIfAbsent(value, key -> new ArrayList<>());
        for (Array copy : made) {
            if (copy.layout().same(layout)) {
                return copy;
            }
        }
        Array copy = Array.of(layout);
        reorder(array, copy);
        made.add(copy);
        return copy;
    }

    /** {@return a value in C order, float32} */
    Array plain(Value value) {
        return array(value, Layout.plain(value.shape()));
    }

    /** Copies between layouts. */
    void reorder(Array from, Array to) {
        run(Reorder.primitive(from.layout(), to.layout()), Reorder.arguments(from, to));
    }

    /** Makes room for a result. */
    Array result(Value value, Layout layout) {
        return define(
                value,
                homes.of(value).filter(home -> home.layout().same(layout)).orElseGet(() -> Array.of(layout)));
    }

    /** {@return where a concatenation lies if all of its parts were written there} */
    Optional<Array> home(Value concatenation) {
        return homes.of(concatenation);
    }

    /** Says where a value lies. */
    Array define(Value value, Array array) {
        arrays.put(value, array);
        owners.merge(array.storage(), 1, Integer::sum);
        return array;
    }

    /** Makes room for a result over an operand that nothing else reads, or elsewhere. */
    Array resultOver(Value value, Value operand, Array array) {
        boolean free = array.equals(arrays.get(operand))
                && uses.last(operand) == position
                && !uses.isOutput(operand)
                && owners.getOrDefault(array.storage(), 0) == 1
                && !array.storage().isFixed()
                && Objects.equals(sectionOf.get(array.storage()), sections.size() - 1)
                && !array.storage().isKept();
        return free ? define(value, array) : result(value, array.layout());
    }

    /** {@return an array of numbers that never change} */
    Array constant(Layout layout, float... values) {
        Array array = Array.of(layout);
        array.storage().keep();
        touch(array);
        constants.put(array, values);
        return array;
    }

    /** Adds a primitive, closed with the plan. */
    DraftStep run(Primitive primitive, Map<Integer, Array> arguments) {
        Map<Integer, Array> all = new LinkedHashMap<>(arguments);
        Layout needed = primitive.scratchpad();
        if (needed.bytes() > 0) {
            scratchBytes = Math.max(scratchBytes, needed.bytes());
            all.put(DNNL_ARG_SCRATCHPAD, new Array(needed, scratch, 0));
        }
        DraftStep step = new DraftStep(primitive, all, null);
        add(step, all.values());
        return step;
    }

    /** Adds a step in Java that reads and writes the given arrays, all plain. */
    void run(Step step, Array... touched) {
        add(new DraftStep(null, Map.of(), step), List.of(touched));
    }

    /** Closes the primitives. */
    @Override
    public void close() {
        Set<Primitive> primitives = Collections.newSetFromMap(new IdentityHashMap<>());
        for (List<DraftStep> section : sections) {
            for (DraftStep draft : section) {
                if (draft.primitive() != null) {
                    primitives.add(draft.primitive());
                }
            }
        }
        primitives.forEach(Primitive::close);
    }

    List<List<DraftStep>> sections() {
        return sections;
    }

    Map<Array, float[]> constants() {
        return constants;
    }

    /** {@return all storage that needs a place in the arena} */
    List<Storage> storages() {
        return storages.stream()
                .filter(storage -> !storage.isFixed() && storage != scratch)
                .toList();
    }

    /** {@return the memory that every primitive may use while it runs} */
    Storage scratch() {
        return scratch;
    }

    long scratchBytes() {
        return scratchBytes;
    }

    Uses uses() {
        return uses;
    }

    private void add(DraftStep step, Iterable<Array> touched) {
        sections.get(sections.size() - 1).add(step);
        touched.forEach(this::touch);
        steps++;
    }

    private void touch(Array array) {
        Storage storage = array.storage();
        storages.add(storage);
        int section = sections.size() - 1;
        storage.usedBy(steps);
        if (sectionOf.computeIfAbsent(storage, key -> section) != section) {
            storage.keepFromThere();
        }
    }
}
