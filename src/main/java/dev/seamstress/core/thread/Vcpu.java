package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.VcpuMmu;

/**
 * A vCPU: the thread that runs its guest program, the KVM_RUN loop under it, and the userspace around it.
 *
 * <p>It starts outside guest mode, enters when its first guest operation needs it, and stays in the guest between
 * operations. While the guest runs, the thread's procedures are the guest's; an exit is a call of {@link VcpuRun},
 * which returns when the guest runs again.
 *
 * <p>Simplified: after its last row the vCPU stays where it is, in or outside the guest.
 */
public final class Vcpu extends KernelThread {
    private final Kvm kvm;
    private final VcpuMmu mmu;
    private final Program program;
    private final Results results;
    private boolean isInGuest;

    /**
     * A vCPU outside guest mode.
     *
     * @param id the machine's id; the TDX module knows the vCPU by {@code mmu.number()}
     */
    public Vcpu(int id, Kvm kvm, VcpuMmu mmu, Program program, Results results) {
        super(id, "P" + mmu.number());
        this.kvm = kvm;
        this.mmu = mmu;
        this.program = program;
        this.results = results;
    }

    @Override
    protected Procedure main() {
        return new Column(this);
    }

    Kvm kvm() {
        return kvm;
    }

    /** What the vCPU has of the MMU. */
    public VcpuMmu mmu() {
        return mmu;
    }

    public Program program() {
        return program;
    }

    public Results results() {
        return results;
    }

    /** True while the guest runs: from VP.ENTER's success to the exit. */
    public boolean isInGuest() {
        return isInGuest;
    }

    void setInGuest(boolean isNow) {
        isInGuest = isNow;
    }

    @Override
    protected void threadFields(Fields f) {
        mmu.fields(f);
        isInGuest = f.flag("in guest", isInGuest);
    }
}
