/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import io.patternstream.engine.program.Program;
import io.patternstream.engine.spi.Roofline;

/** The layers with weights of a program, one after the other, and nothing between them. */
final class BarePrimitives implements Roofline {
    private final OnednnExecutable executable;
    private final int sections;

    BarePrimitives(OnednnExecutable executable, Program program) {
        this.executable = executable;
        this.sections = program.sections().size();
        for (int i = 0; i < sections; i++) {
            executable.run(i); // what they read is what an explanation leaves, not fresh memory
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < sections; i++) {
            executable.runLinear(i);
        }
    }

    @Override
    public void close() {
        executable.close();
    }
}
