package dev.seamstress.core.thread;

/** Lets tests elsewhere see what a vCPU's processor has been told. */
public final class Interrupted {
    private Interrupted() {}

    /** True if an interrupt is pending while the vCPU is on its way into the guest. */
    public static boolean onItsWayIn(Vcpu vcpu) {
        return vcpu.interrupts().isPending() && vcpu.inside(VcpuEnterGuest.class) != null;
    }
}
