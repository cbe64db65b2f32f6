package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;

/**
 * Maps a page of the image as a fault of the vCPU would, again and again while it must be retried. Returns 0, also of a
 * gfn that is mapped already, or an {@link Errno}.
 *
 * <p>Source: kvm_tdp_map_page() before image-map-direct. Simplified: no signals, as scripts send them to vCPUs' threads
 * alone.
 */
final class MapImagePage extends Procedure {
    private static final Kind KIND = Kind.of("map_image_page");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private final long gfn;

    MapImagePage(Kvm kvm, VcpuMmu vcpu, long gfn) {
        super(At.VM_DEAD);
        this.kvm = kvm;
        this.vcpu = vcpu;
        this.gfn = gfn;
    }

    private enum At implements Step {
        VM_DEAD(Access.RACY),
        FAULT(Access.LOCAL),
        FAULTED(Access.LOCAL);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return super.isRacy(fx) && fx.isReachable(kvm.words().dead());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case VM_DEAD -> fx.read(kvm.words().dead()) != 0 ? ret(t, Errno.EIO) : go(At.FAULT);
            case FAULT -> call(t, new PageFaultHandler(kvm, vcpu, gfn << 12, Pferr.PRIVATE_ACCESS), At.FAULTED);
            case FAULTED -> faulted(t);
        };
    }

    private Go faulted(KernelThread t) {
        long result = t.takeResult();
        if (result == RetPf.RETRY.ordinal()) {
            return go(At.VM_DEAD);
        }
        boolean isMapped = result == RetPf.FIXED.ordinal() || result == RetPf.SPURIOUS.ordinal();
        return ret(t, result < 0 ? result : isMapped ? 0 : Errno.EIO);
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected boolean isLent() {
        return true;
    }

    @Override
    protected void locals(Fields f) {
        f.word("gfn", gfn);
        vcpu.fields(f);
    }
}
