package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.EndWords;
import dev.seamstress.core.vm.TdWords;

/**
 * Destroys a vCPU whose file is closed: it drops its direct root, the pages that the TDX module had for it come back,
 * and then it drops its mirror root, the one pointer to it that only goes here. Returns 0.
 *
 * <p>Requires: nobody runs it any more.
 *
 * <p>Source: kvm_vcpu_destroy(), kvm_arch_vcpu_destroy(), tdx_vcpu_free(), kvm_mmu_destroy(). Simplified: of a vCPU
 * that was there from the start the module has no pages; the pages of one whose KVM_TDX_INIT_VCPU failed, in a VM that
 * is bugged by then, are left to the module.
 */
final class KvmVcpuDestroy extends Procedure {
    private static final Kind KIND = Kind.of("kvm_arch_vcpu_destroy");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;
    private final VcpuMmu mmu;
    private boolean isMade;
    private int pages;
    private Grant mmuLock;

    KvmVcpuDestroy(Kvm kvm, int vcpu) {
        super(At.LOOK);
        this.kvm = kvm;
        this.vcpu = vcpu;
        this.mmu = VcpuMmu.ofNobody(kvm, vcpu);
    }

    private enum At implements Step {
        LOOK(Access.RACY),
        UNLOADED(Access.LOCAL),
        STAGE(Access.RACY),
        KEY(Access.RACY),
        PAGE(Access.LOCAL),
        MIRROR(Access.LOCAL),
        LOCKED(Access.LOCAL),
        PUT(Access.LOCAL),
        UNLOCK(Access.RACY),
        GONE(Access.RACY);

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
        return super.isRacy(fx) && (at() != At.STAGE || fx.isReachable(kvm.td().vcpu(vcpu)));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOOK -> look(t, fx);
            case UNLOADED -> {
                t.takeResult();
                yield go(isMade ? At.STAGE : At.MIRROR);
            }
            case STAGE -> {
                boolean isReady = fx.read(kvm.td().vcpu(vcpu)) == TdWords.Stage.READY.ordinal();
                yield go(isReady ? At.KEY : At.MIRROR);
            }
            case KEY -> {
                boolean isFreed = fx.read(kvm.td().end().hkid()) == EndWords.FREED;
                pages = isFreed ? Kvm.PAGES_PER_VCPU : 0;
                yield go(At.PAGE);
            }
            case PAGE -> page(t);
            case MIRROR -> mirror(fx);
            case LOCKED -> {
                mmuLock = t.granted();
                yield call(t, new TdpMmuPutRoot(kvm, mmuLock, mmu.mirrorRoot()), At.PUT);
            }
            case PUT -> {
                t.takeResult();
                mmu.setMirrorRoot(RootList.NONE);
                yield go(At.UNLOCK);
            }
            case UNLOCK -> {
                kvm.mmuLock().release(t, fx, mmuLock);
                mmuLock = null;
                yield go(At.GONE);
            }
            case GONE -> {
                fx.write(kvm.td().end().vcpu(vcpu), 0);
                yield ret(t, 0);
            }
        };
    }

    private Go look(KernelThread t, Fx fx) {
        long left = fx.read(kvm.td().end().vcpu(vcpu));
        if (!EndWords.isThere(left)) {
            return ret(t, 0);
        }
        isMade = EndWords.isMade(left);
        mmu.startWith(EndWords.root(left), EndWords.mirrorRoot(left));
        return call(t, new KvmMmuFreeRoots(kvm, mmu), At.UNLOADED);
    }

    /** The TDVPR, which the others hang on, is the last. */
    private Go page(KernelThread t) {
        t.takeResult();
        if (pages == 0) {
            return go(At.MIRROR);
        }
        pages--;
        return call(t, new TdxReclaimPage(kvm, kvm.tdvpsPfn(vcpu) + pages), At.PAGE);
    }

    private Go mirror(Fx fx) {
        if (mmu.mirrorRoot() == RootList.NONE) {
            return go(At.GONE);
        }
        kvm.mmuLock().request(fx, Grant.Mode.READ);
        return await(At.LOCKED);
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
        vcpu = f.count("vcpu", vcpu);
        mmu.fields(f);
        isMade = f.flag("made", isMade);
        pages = f.count("pages", pages);
        mmuLock = f.object(mmuLock);
    }
}
