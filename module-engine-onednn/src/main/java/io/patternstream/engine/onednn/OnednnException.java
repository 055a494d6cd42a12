/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_invalid_arguments;
import static org.bytedeco.dnnl.global.dnnl.dnnl_out_of_memory;
import static org.bytedeco.dnnl.global.dnnl.dnnl_success;
import static org.bytedeco.dnnl.global.dnnl.dnnl_unimplemented;

/** oneDNN refused a call. */
final class OnednnException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    private OnednnException(String call, int status) {
        super("oneDNN's " + call + " failed: " + meaning(status));
        this.status = status;
    }

    /** Throws unless a call succeeded. */
    static void check(int status, String call) {
        if (status != dnnl_success) {
            throw new OnednnException(call, status);
        }
    }

    /** {@return whether oneDNN has no implementation for what was asked} */
    boolean unimplemented() {
        return status == dnnl_unimplemented || status == dnnl_invalid_arguments;
    }

    private static String meaning(int status) {
        if (status == dnnl_out_of_memory) {
            return "out of memory; use a smaller batch, fewer workers or a machine with more memory";
        }
        if (status == dnnl_unimplemented) {
            return "not implemented for these shapes on this processor";
        }
        return status == dnnl_invalid_arguments ? "invalid arguments" : "status " + status;
    }
}
