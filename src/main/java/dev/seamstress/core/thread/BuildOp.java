package dev.seamstress.core.thread;

import dev.seamstress.core.addr.GfnRange;

/** A step of userspace that builds a TD. {@code range} is null for one that is about no memory. */
public record BuildOp(Kind kind, GfnRange range, int vcpu) implements ThreadOp {
    /** In place of a vCPU: the step is about none. */
    public static final int NO_VCPU = -1;

    /** Which. */
    public enum Kind {
        /** kvm_gmem_populate() alone. */
        POPULATE,
        /** KVM_TDX_INIT_MEM_REGION through the vCPU. */
        INITMEM,
        /** The same, measured. */
        INITMEM_EXTEND,
        /** KVM_TDX_FINALIZE_VM. */
        FINALIZE,
        /** KVM_CREATE_VCPU. */
        VCPUCREATE,
        /** KVM_TDX_INIT_VCPU. */
        VCPUINIT
    }
}
