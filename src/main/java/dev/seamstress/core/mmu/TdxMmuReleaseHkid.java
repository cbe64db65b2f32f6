package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.EndWords;

/**
 * Takes a TD's key away: no vCPU is associated with a processor any more, VPFLUSHDONE says so, the caches are written
 * back, and KEY.FREEID gives the HKID back. Returns 0.
 *
 * <p>From here on all that the TD has can be reclaimed, and nothing else can be done with it. Where one of the calls
 * fails the HKID is never given back, and what the TD has is leaked.
 *
 * <p>Requires: no vCPU runs, now or later; no private page is mapped.
 *
 * <p>Source: tdx_mmu_release_hkid(), smp_func_do_phymem_cache_wb(). Simplified: one package, whose caches the caller's
 * processor writes back; tdx_lock is left out where there is one TD.
 */
final class TdxMmuReleaseHkid extends Procedure {
    private static final Kind KIND = Kind.of("tdx_mmu_release_hkid");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int vcpu;
    private boolean isResumed;
    private Grant tdxLock;

    TdxMmuReleaseHkid(Kvm kvm) {
        super(At.VCPU);
        this.kvm = kvm;
    }

    private enum At implements Step {
        VCPU(Access.RACY),
        FLUSH(Access.LOCAL),
        FLUSHED(Access.LOCAL),
        FLUSH_DONE(Access.LOCAL),
        WRITTEN_BACK(Access.LOCAL),
        KEY_FREED(Access.LOCAL),
        FREED(Access.RACY),
        BUGGED(Access.LOCAL),
        LOCKED(Access.LOCAL),
        UNLOCK(Access.RACY);

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
        return super.isRacy(fx) && !(at() == At.VCPU && isEach());
    }

    private boolean isEach() {
        return vcpu == kvm.vcpuCount();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case VCPU -> vcpu(fx);
            case FLUSH -> call(t, new TdxFlushVpOnCpu(kvm, vcpu), At.FLUSHED);
            case FLUSHED -> {
                t.takeResult();
                vcpu++;
                yield go(At.VCPU);
            }
            case FLUSH_DONE -> flushDone(t, fx);
            case WRITTEN_BACK -> writtenBack(t, fx);
            case KEY_FREED -> keyFreed(t, fx);
            case FREED -> {
                fx.write(end().hkid(), EndWords.FREED);
                yield unlocking(t);
            }
            case BUGGED -> {
                t.takeResult();
                yield unlocking(t);
            }
            case LOCKED -> {
                tdxLock = t.granted();
                yield flushDone(fx);
            }
            case UNLOCK -> {
                kvm.tdxLock().release(t, fx, tdxLock);
                tdxLock = null;
                yield ret(t, 0);
            }
        };
    }

    private EndWords end() {
        return kvm.td().end();
    }

    private Go vcpu(Fx fx) {
        if (isEach()) {
            return lock(fx);
        }
        boolean isFlushed = EndWords.isThere(fx.read(end().vcpu(vcpu))) && !isForgotten();
        if (isFlushed) {
            return go(At.FLUSH);
        }
        vcpu++;
        return go(At.VCPU);
    }

    /** Two threads that write caches back for two TDs would be in each other's way. */
    private Go lock(Fx fx) {
        if (kvm.tdxLock() == null) {
            return flushDone(fx);
        }
        kvm.tdxLock().request(fx, Grant.Mode.WRITE);
        return await(At.LOCKED);
    }

    private Go flushDone(Fx fx) {
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_MNG_VPFLUSHDONE, kvm.tdr(), 0, 0));
        return await(At.FLUSH_DONE);
    }

    private Go unlocking(KernelThread t) {
        return tdxLock == null ? ret(t, 0) : go(At.UNLOCK);
    }

    private boolean isForgotten() {
        return kvm.has(Mutation.X24F_VCPU_NOT_FLUSHED) && vcpu == kvm.vcpuCount() - 1;
    }

    /** A vCPU that is not flushed is nothing to complain of: there is no key to be had back, and that is all. */
    private Go flushDone(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (TdxStatus.FLUSHVP_NOT_DONE.is(status)) {
            return unlocking(t);
        }
        if (!TdxStatus.SUCCESS.is(status)) {
            return call(t, KvmVmDead.bugOn(kvm, BugOn.VPFLUSHDONE, status, fx), At.BUGGED);
        }
        return kvm.has(Mutation.X24_TEARDOWN_ORDER) ? freeKey(fx) : writeBack(fx);
    }

    private Go writeBack(Fx fx) {
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_PHYMEM_CACHE_WB, isResumed ? 1 : 0, 0, 0));
        return await(At.WRITTEN_BACK);
    }

    /** That there is nothing to write back means that another has done it. */
    private Go writtenBack(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        if (TdxStatus.INTERRUPTED_RESUMABLE.is(status)) {
            isResumed = true;
            return writeBack(fx);
        }
        boolean isDone = TdxStatus.SUCCESS.is(status) || TdxStatus.NO_HKID_READY_TO_WBCACHE.is(status);
        if (!isDone) {
            fx.trace(Event.WARN_ON, WarnOn.CACHES_NOT_WRITTEN_BACK.ordinal(), status);
        }
        return kvm.has(Mutation.X24R_RECLAIM_BEFORE_FREEID) ? go(At.FREED) : freeKey(fx);
    }

    private Go freeKey(Fx fx) {
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_MNG_KEY_FREEID, kvm.tdr(), 0, 0));
        return await(At.KEY_FREED);
    }

    private Go keyFreed(KernelThread t, Fx fx) {
        long status = t.<Tdx.Return>reply().status();
        return TdxStatus.SUCCESS.is(status)
                ? go(At.FREED)
                : call(t, KvmVmDead.bugOn(kvm, BugOn.KEY_FREEID, status, fx), At.BUGGED);
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
        isResumed = f.flag("resumed", isResumed);
        tdxLock = f.object(tdxLock);
    }
}
