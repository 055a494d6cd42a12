/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_create;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_set_data_handle;
import static org.bytedeco.dnnl.global.dnnl.dnnl_primitive_execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.Pointer;

/** A primitive with its arguments. */
final class NativeStep implements Step {
    private final Primitive primitive;
    private final dnnl_stream stream;
    private final dnnl_exec_arg_t arguments;
    private final BooleanSupplier condition;
    private final List<Bound> bound = new ArrayList<>();

    /**
     * Binds arguments.
     *
     * @param primitive stays the caller's
     * @param stream of the thread that will run it
     * @param arrays by oneDNN's number of the argument; all placed
     */
    NativeStep(Primitive primitive, dnnl_stream stream, Map<Integer, Array> arrays) {
        this(primitive, stream, arrays, () -> true);
    }

    /**
     * Binds arguments.
     *
     * @param primitive stays the caller's
     * @param stream of the thread that will run it
     * @param arrays by oneDNN's number of the argument; all placed
     * @param condition asked at each run; where it does not hold, nothing is done
     */
    NativeStep(Primitive primitive, dnnl_stream stream, Map<Integer, Array> arrays, BooleanSupplier condition) {
        this.condition = condition;
        this.primitive = primitive;
        this.stream = stream;
        this.arguments = new dnnl_exec_arg_t(arrays.size());
        arrays.forEach(this::bind);
        arguments.position(0);
    }

    @Override
    public void run() {
        if (condition.getAsBoolean()) {
            always();
        }
    }

    /** Runs whatever the condition says. */
    void always() {
        int status = dnnl_primitive_execute(primitive.handle(), stream, bound.size(), arguments);
        if (status != 0) {
            OnednnException.check(status, "primitive_execute");
        }
    }

    /** Follows arrays that have moved. */
    void refresh() {
        bound.forEach(Bound::refresh);
    }

    @Override
    public void close() {
        bound.forEach(argument -> dnnl_memory_destroy(argument.memory));
        arguments.deallocate();
    }

    private void bind(int argument, Array array) {
        dnnl_memory memory = new dnnl_memory();
        Pointer data = array.pointer();
        OnednnException.check(
                dnnl_memory_create(memory, array.layout().descriptor(), Onednn.engine(), data), "memory_create");
        arguments.position(bound.size()).arg(argument).memory(memory);
        bound.add(new Bound(memory, array));
    }

    private record Bound(dnnl_memory memory, Array array) {
        void refresh() {
            OnednnException.check(dnnl_memory_set_data_handle(memory, array.pointer()), "memory_set_data_handle");
        }
    }
}
