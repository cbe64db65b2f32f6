package dev.seamstress.world;

import dev.seamstress.core.thread.BuildOp;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.words.Verb;
import java.util.EnumSet;
import java.util.Set;

/** The operations that build a TD. */
final class BuildOps {
    private static final Set<Verb> VERBS =
            EnumSet.of(Verb.POPULATE, Verb.INITMEM, Verb.FINALIZE, Verb.VCPUCREATE, Verb.VCPUINIT);

    /** Those of them that make a SEAMCALL, or a vCPU that can make one. */
    private static final Set<Verb> CALLS = EnumSet.of(Verb.INITMEM, Verb.FINALIZE, Verb.VCPUCREATE, Verb.VCPUINIT);

    private BuildOps() {}

    /** True if the action is one. */
    static boolean isOne(Action action) {
        return VERBS.contains(action.verb());
    }

    /** True if it is one that wants the TD for itself, or that a KVM_BUG_ON may end. */
    static boolean isCall(Action action) {
        return CALLS.contains(action.verb());
    }

    /** As the thread runs it. Requires: {@link #isOne}. */
    static BuildOp op(Action action) {
        BuildOp.Kind kind = BuildOp.Kind.valueOf(action.verb().name());
        if (action instanceof Action.RangeOp populate) {
            return new BuildOp(kind, populate.range(), BuildOp.NO_VCPU);
        } else if (action instanceof Action.InitMem init) {
            boolean isMeasured = init.measure() == Action.Measure.EXTEND;
            return new BuildOp(isMeasured ? BuildOp.Kind.INITMEM_EXTEND : kind, init.range(), init.via());
        }
        return new BuildOp(kind, null, action instanceof Action.VcpuOp vcpu ? vcpu.vcpu() : BuildOp.NO_VCPU);
    }
}
