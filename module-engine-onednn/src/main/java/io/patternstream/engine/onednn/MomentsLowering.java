/*
 * Copyright 2026 the Patternstream authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.patternstream.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_gt;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_le;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_mul;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_sub;

import io.patternstream.api.pattern.ActivationTap;
import io.patternstream.engine.program.Instruction;
import io.patternstream.engine.program.Operator;
import io.patternstream.engine.program.Value;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Statistics of layers with weights. For the rows of one sign, with the mask m of that sign and outputs e shifted by about their
 * mean, the sums of m x and m e x over all patches are what a backward pass to the weights makes of m and m e: no patch is
 * ever written out. The sums are float32 over one batch; {@link MomentsReport} goes on in float64.
 */
final class MomentsLowering {
    private final PlanBuilder plan;
    private final Binaries binaries;
    private final Set<Value> results = new HashSet<>();
    private ActivationTap tap = moments -> {};

    MomentsLowering(PlanBuilder plan, Binaries binaries) {
        this.plan = plan;
        this.binaries = binaries;
    }

    void lower(Instruction instruction) {
        Operator.Moments moments = (Operator.Moments) instruction.operator();
        Value x = instruction.operand(0);
        Value z = instruction.operand(1);
        results.add(instruction.result());
        Channels inputs = Channels.of(x, plan);
        Channels outputs = Channels.of(z, plan);
        Centring centring = new Centring(inputs.count(), outputs.count());
        MomentsReport report = new MomentsReport(moments.layer(), moments.name(), centring, () -> tap);
        plan.run(() -> centring.find(inputs, outputs), inputs.array(), outputs.array());
        if (moments.layer().isDense()) {
            new DenseMoments(plan, this, moments.layer(), centring, report).lower(x, z);
        } else {
            new ConvolutionMoments(plan, this, moments.layer(), centring, report).lower(x, z);
        }
    }

    boolean computes(Value value) {
        return results.contains(value);
    }

    /** Says who is told of the statistics that the next runs come to. */
    void reportTo(ActivationTap next) {
        tap = next;
    }

    /** 1 where z is of the sign, else 0. */
    Array mask(boolean positive, Array z) {
        Array mask = Array.of(z.layout());
        Layout layout = z.layout().whole();
        binaries.run(positive ? dnnl_binary_gt : dnnl_binary_le, z.whole(), binaries.scalar(layout, 0), mask.whole());
        return mask;
    }

    /** Writes {@code m (z - c)}; the target may be the mask. */
    void weigh(boolean positive, Centring centring, Array z, Array mask, Array target) {
        Layout layout = z.layout().whole();
        Array centre = numbers(z.layout());
        Floats floats = new Floats(centre);
        plan.run(() -> centring.writeCentre(positive, floats.get()), centre);
        PostOps masked = PostOps.NONE.then(dnnl_binary_mul, layout);
        binaries.run(
                dnnl_binary_sub,
                masked,
                z.whole(),
                centre,
                target.whole(),
                Map.of(Binaries.operandOf(0), mask.whole()));
    }

    /** Makes the shifted inputs, where the batch needs it. */
    Array shifted(Centring centring, Array x) {
        Array shift = numbers(x.layout());
        Floats floats = new Floats(shift);
        plan.run(() -> centring.writeShift(floats.get()), shift);
        Array shifted = Array.of(x.layout());
        binaries.run(dnnl_binary_sub, x.whole(), shift, shifted.whole()).when(centring::isShifted);
        return shifted;
    }

    private Array numbers(Layout like) {
        return binaries.perChannel(like, new float[Math.toIntExact(like.dimension(1))]);
    }
}
