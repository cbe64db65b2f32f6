package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.TdWords;

/**
 * KVM_TDX_INIT_MEM_REGION: gives the TD, before it is final, pages with content, one by one. Returns 0, -EINVAL of a TD
 * that is final or through a vCPU that is not ready, or what the first page returned that failed.
 *
 * <p>Requires: the locks of {@link TdBuild#initMem}.
 *
 * <p>Source: tdx_vcpu_init_mem_region(). Simplified: the vCPU has its roots, so kvm_mmu_reload() has nothing to do.
 */
final class TdxInitMemRegion extends Procedure {
    private static final Kind KIND = Kind.of("tdx_vcpu_init_mem_region");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final LockChain held;
    private final int vcpu;
    private final KvmGmemPopulate.PostPopulate post;
    private long gfn;
    private long end;

    TdxInitMemRegion(Kvm kvm, GfnRange range, int vcpu, TdBuild.Measure measure, LockChain held) {
        super(At.VCPU);
        this.kvm = kvm;
        this.held = held;
        this.vcpu = vcpu;
        this.gfn = range.start().value();
        this.end = range.endExclusive().value();
        boolean isMeasured = measure == TdBuild.Measure.EXTEND;
        this.post = (page, pfn) -> new TdxGmemPostPopulate(kvm, VcpuMmu.lent(kvm, vcpu), isMeasured, page, pfn);
    }

    private enum At implements Step {
        VCPU(Access.RACY),
        STATE(Access.RACY),
        POPULATE(Access.LOCAL),
        POPULATED(Access.LOCAL);

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
        return switch ((At) at()) {
            case VCPU -> fx.isReachable(kvm.td().vcpu(vcpu));
            case STATE -> fx.isReachable(kvm.td().state());
            case POPULATE, POPULATED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case VCPU -> {
                boolean isReady = fx.read(kvm.td().vcpu(vcpu)) == TdWords.Stage.READY.ordinal();
                yield isReady ? go(At.STATE) : ret(t, Errno.EINVAL);
            }
            case STATE -> {
                boolean isFinal = fx.read(kvm.td().state()) == TdWords.State.RUNNABLE.ordinal();
                yield isFinal ? ret(t, Errno.EINVAL) : go(At.POPULATE);
            }
            case POPULATE -> call(t, new KvmGmemPopulate(kvm, GfnRange.of(gfn, 1), held, post), At.POPULATED);
            case POPULATED -> populated(t);
        };
    }

    private Go populated(KernelThread t) {
        long error = t.takeResult();
        gfn++;
        return error == 0 && gfn < end ? go(At.POPULATE) : ret(t, error);
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
    protected void locals(Fields f) {
        gfn = f.word("gfn", gfn);
        end = f.word("end", end);
    }
}
