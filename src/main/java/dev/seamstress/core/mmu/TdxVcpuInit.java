package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.TdWords;

/**
 * KVM_TDX_INIT_VCPU: makes a vCPU of KVM's one of the TD: VP.CREATE, VP.ADDCX for each further page, VP.INIT. Returns
 * 0, -EINVAL of a vCPU that is not just created or a TD that is final, or -EIO after a KVM_BUG_ON: no failure is
 * expected, not even a lock that is taken.
 *
 * <p>VP.INIT of some modules wants the TDR for itself. With vp-init-write-lock it is called under mmu_lock held for
 * write, which keeps out those who zap.
 *
 * <p>VP.INIT associates the vCPU with the processor of the caller, and it runs on another. Assumed: it is flushed at
 * once; the kernel has the caller's processor do so when the vCPU is first loaded elsewhere.
 *
 * <p>Requires: the locks of {@link TdBuild#initVcpu}.
 *
 * <p>Source: tdx_vcpu_init(), tdx_td_vcpu_init(), tdx_flush_vp(). Simplified: memory is always there.
 */
final class TdxVcpuInit extends Procedure {
    private static final Kind KIND = Kind.of("tdx_vcpu_init");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;
    private int pages;
    private Grant mmuLock;
    private long status;

    TdxVcpuInit(Kvm kvm, int vcpu) {
        super(At.VCPU);
        this.kvm = kvm;
        this.vcpu = vcpu;
    }

    private enum At implements Step {
        VCPU(Access.RACY),
        STATE(Access.RACY),
        CREATED(Access.LOCAL),
        ADDED(Access.LOCAL),
        LOCKED(Access.LOCAL),
        INITIALIZED(Access.LOCAL),
        UNLOCK(Access.RACY),
        FLUSHED(Access.LOCAL),
        READY(Access.RACY),
        BUGGED(Access.LOCAL);

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
            case VCPU, READY -> fx.isReachable(kvm.td().vcpu(vcpu));
            case STATE -> fx.isReachable(kvm.td().state());
            case UNLOCK -> true;
            case CREATED, ADDED, LOCKED, INITIALIZED, FLUSHED, BUGGED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case VCPU -> {
                boolean isCreated = fx.read(kvm.td().vcpu(vcpu)) == TdWords.Stage.CREATED.ordinal();
                yield isCreated ? go(At.STATE) : ret(t, Errno.EINVAL);
            }
            case STATE -> state(t, fx);
            case CREATED -> created(t, fx);
            case ADDED -> added(t, fx);
            case LOCKED -> {
                mmuLock = t.granted();
                yield initialize(fx);
            }
            case INITIALIZED -> initialized(t, fx);
            case UNLOCK -> unlock(t, fx);
            case FLUSHED -> flushed(t, fx);
            case READY -> {
                fx.write(kvm.td().vcpu(vcpu), TdWords.Stage.READY.ordinal());
                yield ret(t, 0);
            }
            case BUGGED -> {
                t.takeResult();
                yield ret(t, Errno.EIO);
            }
        };
    }

    private Go state(KernelThread t, Fx fx) {
        if (fx.read(kvm.td().state()) == TdWords.State.RUNNABLE.ordinal()) {
            return ret(t, Errno.EINVAL);
        }
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_VP_CREATE, page(), kvm.tdr(), 0, vcpu + 1L));
        return await(At.CREATED);
    }

    /** The next page of the TDVPS. */
    private long page() {
        return kvm.tdvpsPfn(vcpu) + pages << 12;
    }

    private Go created(KernelThread t, Fx fx) {
        long returned = t.<Tdx.Return>reply().status();
        return TdxStatus.SUCCESS.is(returned) ? nextPage(fx) : bug(t, BugOn.VP_CREATE, returned, fx);
    }

    private Go nextPage(Fx fx) {
        pages++;
        if (pages < Kvm.PAGES_PER_VCPU) {
            fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_VP_ADDCX, page(), vcpu, 0));
            return await(At.ADDED);
        }
        if (isLocked()) {
            kvm.mmuLock().request(fx, Grant.Mode.WRITE);
            return await(At.LOCKED);
        }
        return initialize(fx);
    }

    private boolean isLocked() {
        return kvm.has(KernelSwitch.VP_INIT_WRITE_LOCK) && !kvm.has(Mutation.B24_VP_INIT_UNLOCKED);
    }

    private Go added(KernelThread t, Fx fx) {
        long returned = t.<Tdx.Return>reply().status();
        return TdxStatus.SUCCESS.is(returned) ? nextPage(fx) : bug(t, BugOn.VP_ADDCX, returned, fx);
    }

    private Go initialize(Fx fx) {
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_VP_INIT, vcpu, 0, 0));
        return await(At.INITIALIZED);
    }

    private Go initialized(KernelThread t, Fx fx) {
        status = t.<Tdx.Return>reply().status();
        return mmuLock == null ? settled(t, fx) : go(At.UNLOCK);
    }

    private Go unlock(KernelThread t, Fx fx) {
        kvm.mmuLock().release(t, fx, mmuLock);
        mmuLock = null;
        return settled(t, fx);
    }

    private Go settled(KernelThread t, Fx fx) {
        if (!TdxStatus.SUCCESS.is(status)) {
            return bug(t, BugOn.VP_INIT, status, fx);
        }
        if (kvm.vcpu(vcpu) == null) {
            return go(At.READY); // nobody runs it
        }
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_VP_FLUSH, vcpu, 0, 0));
        return await(At.FLUSHED);
    }

    private Go flushed(KernelThread t, Fx fx) {
        long returned = t.<Tdx.Return>reply().status();
        return TdxStatus.SUCCESS.is(returned) ? go(At.READY) : bug(t, BugOn.VP_FLUSH, returned, fx);
    }

    private Go bug(KernelThread t, BugOn what, long detail, Fx fx) {
        return call(t, KvmVmDead.bugOn(kvm, what, detail, fx), At.BUGGED);
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
        vcpu = f.count("vcpu", vcpu);
        pages = f.count("pages", pages);
        mmuLock = f.object(mmuLock);
        status = f.word("status", status);
    }
}
