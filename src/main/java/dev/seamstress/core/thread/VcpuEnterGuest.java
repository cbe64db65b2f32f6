package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmMmuFreeObsoleteRoots;
import dev.seamstress.core.mmu.KvmMmuReload;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.Srcu;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VcpuWords;
import java.util.List;

/**
 * Enters the guest once, if nothing stands against it. Returns an {@link Entry}.
 *
 * <p>The order is what makes kicks sound: the vCPU says that it is in guest mode, leaves SRCU, and only then looks
 * again for requests. Who makes a request sets it first and looks at the mode then, so one of the two sees the other.
 * An IPI that comes after that look stays pending, as interrupts are off, and the guest exits before its next
 * instruction.
 *
 * <p>Source: vcpu_enter_guest() up to the entry; kvm_vcpu_exit_request(); kvm_mmu_reload(); tdx_vcpu_run(). Simplified:
 * of the requests only FREE_OBSOLETE_ROOTS, TLB_FLUSH and VM_DEAD, which is read as {@code vm_dead}; no events are
 * injected.
 */
final class VcpuEnterGuest extends Procedure {
    private static final Kind KIND = Kind.of("vcpu_enter_guest");
    private static final Step[] STEPS = At.values();
    private static final Entry[] ENTRIES = Entry.values();
    /** The exit reason in a trace when VP.ENTER returned without an exit. */
    private static final long REASON_NONE = 0xffffffffL;

    private final Vcpu vcpu;
    private final Kvm kvm;
    private final VcpuWords words;
    private final VcpuRun.Until until;
    private Entry cancelled;
    private boolean isFlushing;

    VcpuEnterGuest(Vcpu vcpu, VcpuRun.Until until) {
        super(At.VM_DEAD);
        this.vcpu = vcpu;
        this.kvm = vcpu.kvm();
        this.words = vcpu.mmu().words();
        this.until = until;
    }

    /** How an attempt to enter ended. */
    enum Entry {
        ENTERED,
        /** Only the reload was asked for. */
        LOADED,
        /** Not entered; try again. */
        AGAIN,
        /** Not entered, but left all the same: an EPT violation, whose GPA {@link #gpa} tells. */
        FILTERED,
        /** Not entered: the VM is dead. */
        DEAD,
        /** VP.ENTER failed, and not because a lock was taken. */
        FAILED;

        private static final List<Entry> ALL = List.of(values());

        private static final int BITS = 4;

        /** Shape: what the procedure returns. */
        static Entry of(long result) {
            return ALL.get((int) result & (1 << BITS) - 1);
        }

        /** What the procedure returns for {@link #FILTERED}. */
        private static long filtered(long gpa) {
            return gpa << BITS | FILTERED.ordinal();
        }

        /** The GPA in that. */
        static long gpa(long result) {
            return result >>> BITS;
        }
    }

    private enum At implements Step {
        VM_DEAD(Access.RACY),
        FREE_OBSOLETE(Access.LOCAL),
        TLB_FLUSH(Access.RACY),
        RELOAD(Access.LOCAL),
        RELOADED(Access.LOCAL),
        IN_GUEST_MODE(Access.RACY),
        SRCU_UNLOCK(Access.RACY),
        RECHECK_MODE(Access.RACY),
        RECHECK_REQUESTS(Access.RACY),
        RECHECK_OBSOLETE(Access.RACY),
        RECHECK_VM_DEAD(Access.RACY),
        RECHECK_SIGNAL(Access.RACY),
        WAIT_FOR_SEPT_ZAP(Access.RACY),
        VP_ENTER(Access.LOCAL),
        RETURNED(Access.LOCAL),
        CANCEL_MODE(Access.RACY),
        CANCEL_SRCU(Access.RACY);

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
            case VM_DEAD, RECHECK_VM_DEAD -> fx.isReachable(kvm.words().dead());
            case WAIT_FOR_SEPT_ZAP -> isFlagReachable(fx);
            case RECHECK_OBSOLETE -> kvm.footprint().invalidatesRoots() && fx.isReachable(words.mode());
            case FREE_OBSOLETE, RELOAD, RELOADED, VP_ENTER, RETURNED -> false;
            case TLB_FLUSH,
                    IN_GUEST_MODE,
                    SRCU_UNLOCK,
                    RECHECK_MODE,
                    RECHECK_REQUESTS,
                    RECHECK_SIGNAL,
                    CANCEL_MODE,
                    CANCEL_SRCU -> fx.isReachable(words.mode());
        };
    }

    private boolean isFlagReachable(Fx fx) {
        return kvm.type().hasMirror() && fx.isReachable(kvm.words().waitForSeptZap());
    }

    /** Each is followed by a cut: by the one that needs the same words, or the vCPU's mode. */
    @Override
    protected boolean isPrompt(Fx fx) {
        return switch ((At) at()) {
            case VM_DEAD, RECHECK_VM_DEAD ->
                !kvm.footprint().has(Footprint.Can.OUTLIVE_VM) && fx.isReachable(words.mode());
            case SRCU_UNLOCK, CANCEL_SRCU -> !kvm.footprint().has(Footprint.Can.CHANGE_SLOTS);
            // Where there is no flag to look at, the same step enters the guest, and tells so.
            case RECHECK_SIGNAL -> !kvm.footprint().has(Footprint.Can.SIGNAL) && isFlagReachable(fx);
            default -> false;
        };
    }

    /**
     * Requests, a dead VM, a signal, and that somebody has kicked the vCPU: whoever else touches any of them sets it,
     * and each makes the vCPU try again. Where there is no flag to look at after them, the last look enters the guest.
     */
    @Override
    protected boolean isLookingOn(Fx fx) {
        return switch ((At) at()) {
            case RECHECK_REQUESTS, RECHECK_OBSOLETE, RECHECK_VM_DEAD, RECHECK_SIGNAL -> isFlagReachable(fx);
            default -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case VM_DEAD -> vmDead(t, fx);
            case FREE_OBSOLETE -> freeObsolete(t);
            case TLB_FLUSH -> tlbFlush(t, fx);
            case RELOAD -> reload(t);
            case RELOADED -> reloaded(t);
            case IN_GUEST_MODE -> inGuestMode(fx);
            case SRCU_UNLOCK -> srcuUnlock(fx);
            case RECHECK_MODE -> recheckMode(fx);
            case RECHECK_REQUESTS -> recheckRequests(fx);
            case RECHECK_OBSOLETE -> recheckObsolete(fx);
            case RECHECK_VM_DEAD -> recheckVmDead(fx);
            case RECHECK_SIGNAL -> recheckSignal(fx);
            case WAIT_FOR_SEPT_ZAP -> waitForSeptZap(fx);
            case VP_ENTER -> vpEnter(t, fx);
            case RETURNED -> returned(t, fx);
            case CANCEL_MODE -> cancelMode(fx);
            case CANCEL_SRCU -> cancelSrcu(t, fx);
        };
    }

    private Go vmDead(KernelThread t, Fx fx) {
        return fx.read(kvm.words().dead()) != 0 ? ret(t, Entry.DEAD.ordinal()) : go(At.FREE_OBSOLETE);
    }

    private Go freeObsolete(KernelThread t) {
        return KvmMmuFreeObsoleteRoots.isNeeded(kvm)
                ? call(t, new KvmMmuFreeObsoleteRoots(kvm, vcpu.mmu()), At.TLB_FLUSH)
                : go(At.TLB_FLUSH);
    }

    /**
     * The request is cleared before it is served, so that one made from now on is served again. Source:
     * kvm_check_request(), kvm_vcpu_flush_tlb_all().
     */
    private Go tlbFlush(KernelThread t, Fx fx) {
        t.takeResult();
        if (fx.compareAndSet(words.request(VcpuRequest.TLB_FLUSH), 1, 0)) {
            if (kvm.has(Mutation.X22_FLUSH_DONE_AT_BEGIN)) {
                vcpu.setFlushOwed(true);
            } else {
                vcpu.mmu().tlb().flush(fx);
            }
        }
        return go(At.RELOAD);
    }

    private Go reload(KernelThread t) {
        return KvmMmuReload.isNeeded(kvm, vcpu.mmu())
                ? call(t, new KvmMmuReload(kvm, vcpu.mmu()), At.RELOADED)
                : go(At.RELOADED);
    }

    private Go reloaded(KernelThread t) {
        t.takeResult();
        return until == VcpuRun.Until.LOADED ? ret(t, Entry.LOADED.ordinal()) : go(At.IN_GUEST_MODE);
    }

    private Go inGuestMode(Fx fx) {
        vcpu.interrupts().disable();
        fx.write(words.mode(), VcpuMode.IN_GUEST_MODE.ordinal());
        return go(At.SRCU_UNLOCK);
    }

    private Go srcuUnlock(Fx fx) {
        Srcu.unlock(fx, words.srcuReaders());
        return go(At.RECHECK_MODE);
    }

    private Go recheckMode(Fx fx) {
        boolean isExiting = fx.read(words.mode()) == VcpuMode.EXITING_GUEST_MODE.ordinal();
        return isExiting ? cancel(Entry.AGAIN) : go(At.RECHECK_REQUESTS);
    }

    private Go recheckRequests(Fx fx) {
        return fx.read(words.request(VcpuRequest.TLB_FLUSH)) != 0 ? cancel(Entry.AGAIN) : go(At.RECHECK_OBSOLETE);
    }

    private Go recheckObsolete(Fx fx) {
        boolean isPending =
                kvm.footprint().invalidatesRoots() && fx.read(words.request(VcpuRequest.FREE_OBSOLETE_ROOTS)) != 0;
        return isPending ? cancel(Entry.AGAIN) : go(At.RECHECK_VM_DEAD);
    }

    private Go recheckVmDead(Fx fx) {
        return fx.read(kvm.words().dead()) != 0 ? cancel(Entry.AGAIN) : go(At.RECHECK_SIGNAL);
    }

    /** Source: xfer_to_guest_mode_work_pending(). */
    private Go recheckSignal(Fx fx) {
        return fx.read(words.signal()) != 0 ? cancel(Entry.AGAIN) : go(At.WAIT_FOR_SEPT_ZAP);
    }

    private Go waitForSeptZap(Fx fx) {
        boolean isZapping = kvm.type().hasMirror() && fx.read(kvm.words().waitForSeptZap()) != 0;
        return isZapping ? cancel(Entry.AGAIN) : go(At.VP_ENTER);
    }

    private Go vpEnter(KernelThread t, Fx fx) {
        isFlushing = vcpu.isFlushOwed();
        vcpu.setFlushOwed(false);
        fx.trace(Event.KVM_ENTRY);
        if (!kvm.type().hasMirror()) {
            return inGuest(t, fx);
        }
        long progress = vcpu.tellProgress() ? Tdx.PROGRESS : 0;
        fx.send(kvm.tdx(), new Tdx.Seamcall(Leaf.TDH_VP_ENTER, vcpu.mmu().number(), progress, 0));
        return await(At.RETURNED);
    }

    private Go returned(KernelThread t, Fx fx) {
        Tdx reply = t.reply();
        if (reply instanceof Tdx.Entered entered) {
            vcpu.setEpochParity(entered.epochParity());
            if (entered.isFlushed()) {
                vcpu.mmu().tlb().flush(fx, Tlb.Side.PRIVATE);
            }
            return inGuest(t, fx);
        }
        if (reply instanceof Tdx.EptViolation violation) {
            return ret(t, Entry.filtered(violation.gpa()));
        }
        fx.trace(Event.KVM_EXIT, REASON_NONE, 0, 0);
        long status = ((Tdx.Return) reply).status();
        return cancel(TdxStatus.isBusy(status) ? Entry.AGAIN : Entry.FAILED);
    }

    private Go inGuest(KernelThread t, Fx fx) {
        if (isFlushing) {
            vcpu.mmu().tlb().flush(fx);
        }
        vcpu.setInGuest(true);
        return ret(t, Entry.ENTERED.ordinal());
    }

    private Go cancel(Entry how) {
        cancelled = how;
        return go(At.CANCEL_MODE);
    }

    private Go cancelMode(Fx fx) {
        fx.write(words.mode(), VcpuMode.OUTSIDE_GUEST_MODE.ordinal());
        vcpu.interrupts().enable(fx);
        return go(At.CANCEL_SRCU);
    }

    private Go cancelSrcu(KernelThread t, Fx fx) {
        Srcu.lock(fx, words.srcuReaders());
        fx.again();
        return ret(t, cancelled.ordinal());
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
        cancelled = f.constant("cancelled", cancelled, ENTRIES);
        isFlushing = f.flag("flushing", isFlushing);
    }
}
