package dev.seamstress.core.mmu;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;

/**
 * Handles one page fault: finds the page, takes mmu_lock for read, makes sure that what it found is still true, and
 * maps. Returns a {@link RetPf}, or -EFAULT after a memory-fault exit.
 *
 * <p>Source: kvm_mmu_page_fault(), kvm_mmu_do_page_fault(), kvm_tdp_mmu_page_fault(), which are one call chain without
 * branches of interest. Simplified: no write tracking; the fast page fault only where direct roots are thrown away.
 */
public final class PageFaultHandler extends Procedure implements CacheUser {
    private static final Kind KIND = Kind.of("kvm_mmu_page_fault");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private final PageFault fault;
    private Grant mmuLock;
    private long outcome;

    /** A fault at {@code addr}, a GPA with the shared bit; {@code errorCode} in bits of {@link Pferr}. */
    public PageFaultHandler(Kvm kvm, VcpuMmu vcpu, long addr, long errorCode) {
        this(kvm, vcpu, fault(kvm, addr, errorCode, false));
    }

    /** What KVM_PRE_FAULT_MEMORY does for a page that nobody has touched. */
    static PageFaultHandler prefetch(Kvm kvm, VcpuMmu vcpu, long addr, long errorCode) {
        return new PageFaultHandler(kvm, vcpu, fault(kvm, addr, errorCode, true));
    }

    private static PageFault fault(Kvm kvm, long addr, long errorCode, boolean isPrefetch) {
        return new PageFault(
                addr, kvm.gfn(addr), errorCode, isPrefetch, kvm.words().invalidate(Invalidate.SEQ));
    }

    private PageFaultHandler(Kvm kvm, VcpuMmu vcpu, PageFault fault) {
        super(At.ROOT);
        this.kvm = kvm;
        this.vcpu = vcpu;
        this.fault = fault;
    }

    /** True if the direct tree translates the address. */
    public boolean isDirect() {
        return kvm.isAddrDirect(fault.addr);
    }

    /**
     * True if the fault goes on with a memslot that was in {@code state} when it was looked up, and its gfn is one of
     * {@code start} to {@code end}, exclusive.
     */
    public boolean hasFound(Slot.State state, long start, long end) {
        return fault.gfn >= start && fault.gfn < end && fault.hasSlot() && fault.slotState() == state;
    }

    @Override
    public boolean hasEnough() {
        return vcpu.caches().isEnough();
    }

    private enum At implements Step {
        ROOT(Access.LOCAL),
        ATTRIBUTE(Access.RACY),
        SLOT(Access.RACY),
        FAST(Access.RACY),
        FAST_DONE(Access.LOCAL),
        FAULTIN(Access.LOCAL),
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        MAPPED(Access.LOCAL),
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
        return switch ((At) at()) {
            case ATTRIBUTE -> isSwProtected() && FaultinPfn.PrivateAttribute.isRacy(kvm, fault.gfn, fx);
            case SLOT -> {
                int slot = kvm.slots().find(fault.gfn);
                yield slot != Slots.NONE && fx.isReachable(kvm.slots().word(slot));
            }
            case FAST -> FaultinPfn.PrivateAttribute.isRacy(kvm, fault.gfn, fx);
            case UNLOCK -> true;
            case ROOT, FAST_DONE, FAULTIN, LOCK, LOCKED, MAPPED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ROOT -> root(t, fx);
            case ATTRIBUTE -> attribute(fx);
            case SLOT -> slot(fx);
            case FAST -> fast(t, fx);
            case FAST_DONE -> fastDone(t, fx);
            case FAULTIN -> faultin(t);
            case LOCK -> lock(t, fx);
            case LOCKED -> locked(t, fx);
            case MAPPED -> mapped(t);
            case UNLOCK -> unlock(t, fx);
        };
    }

    private Go root(KernelThread t, Fx fx) {
        if (vcpu.root() == RootList.NONE) {
            retry(RetryWhy.ROOT, fx);
            return ret(t, outcome);
        }
        return go(At.ATTRIBUTE);
    }

    /** Without hardware that tells, an access is private if the gfn is. */
    private Go attribute(Fx fx) {
        if (isSwProtected() && FaultinPfn.PrivateAttribute.read(kvm, fault.gfn, fx)) {
            fault.setPrivate();
        }
        return go(At.SLOT);
    }

    private boolean isSwProtected() {
        return kvm.type() == VmType.SW_PROTECTED_VM;
    }

    private Go slot(Fx fx) {
        int any = kvm.slots().find(fault.gfn);
        if (any != Slots.NONE) {
            long slots = fx.read(kvm.slots().word(any));
            fault.setSlot(kvm.slots().find(fault.gfn, slots), kvm.slots().stateOf(fault.gfn, slots));
        }
        return go(mayBeFast() ? At.FAST : At.FAULTIN);
    }

    /**
     * True if the leaf may allow the access by now. Where no table can go the look without a lock would find what the
     * slow way finds, and is left out. Source: page_fault_can_be_fast().
     */
    private boolean mayBeFast() {
        return kvm.footprint().invalidatesRoots() && fault.isPresent() && fault.isWrite();
    }

    /** One of the wrong kind is userspace's affair. */
    private Go fast(KernelThread t, Fx fx) {
        boolean isRight = fault.isPrivate() == FaultinPfn.PrivateAttribute.read(kvm, fault.gfn, fx);
        return isRight ? call(t, new FastPageFault(kvm, vcpu, fault), At.FAST_DONE) : go(At.FAULTIN);
    }

    private Go fastDone(KernelThread t, Fx fx) {
        outcome = t.takeResult();
        return outcome == RetPf.INVALID.ordinal() ? go(At.FAULTIN) : finish(t, fx);
    }

    private Go faultin(KernelThread t) {
        if (!kvm.has(Mutation.X34_CACHES_NOT_FILLED)) {
            vcpu.caches().topUp();
        }
        return call(t, new FaultinPfn(kvm, fault), At.LOCK);
    }

    private Go lock(KernelThread t, Fx fx) {
        outcome = t.takeResult();
        if (outcome != RetPf.CONTINUE.ordinal()) {
            return finish(t, fx);
        }
        kvm.mmuLock().request(fx, Grant.Mode.READ);
        return await(At.LOCKED);
    }

    private Go locked(KernelThread t, Fx fx) {
        mmuLock = t.granted();
        if (isPageFaultStale(fx)) {
            return go(At.UNLOCK);
        }
        return call(t, new TdpMmuMap(kvm, vcpu, fault, mmuLock), At.MAPPED);
    }

    /**
     * Looks at the direct root also for a fault in the mirror: only direct roots are thrown away. Source:
     * is_page_fault_stale(). Simplified: a vCPU that has a direct root has one with a page of its own, so the request
     * FREE_OBSOLETE_ROOTS, which tells of roots without, need not be looked at.
     */
    private boolean isPageFaultStale(Fx fx) {
        boolean isObsolete = Role.isInvalid(fx.read(mmuLock, kvm.roots().role(vcpu.root())));
        if (isObsolete && !kvm.has(Mutation.B02_STALE_ROOT_UNTESTED)) {
            retry(RetryWhy.ROOT, fx);
            return true;
        }
        if (fault.hasSlot() && isInvalidated(fx)) {
            retry(RetryWhy.STALE, fx);
            return true;
        }
        return false;
    }

    /**
     * The authoritative test; nothing of this can change while the lock is held. That the range has been named of
     * whatever is in progress is rule V22; the kernel asks for it here. Source: mmu_invalidate_retry_gfn().
     */
    private boolean isInvalidated(Fx fx) {
        boolean isInRange = read(Invalidate.IN_PROGRESS, fx) != 0
                && fault.gfn >= read(Invalidate.RANGE_START, fx)
                && fault.gfn < read(Invalidate.RANGE_END, fx);
        return isInRange || !kvm.has(Mutation.B15_SEQ_IGNORED) && read(Invalidate.SEQ, fx) != fault.mmuSeq;
    }

    private long read(Invalidate part, Fx fx) {
        return fx.read(mmuLock, kvm.words().invalidate(part));
    }

    private Go mapped(KernelThread t) {
        outcome = t.takeResult();
        return go(At.UNLOCK);
    }

    private Go unlock(KernelThread t, Fx fx) {
        kvm.mmuLock().release(t, fx, mmuLock);
        return finish(t, fx);
    }

    private Go finish(KernelThread t, Fx fx) {
        if (outcome < 0 || outcome == RetPf.RETRY.ordinal()) {
            return ret(t, outcome);
        }
        fx.trace(Event.FAULT_DONE, fault.gfn, outcome);
        return ret(t, outcome);
    }

    private void retry(RetryWhy why, Fx fx) {
        outcome = RetPf.RETRY.ordinal();
        fx.trace(Event.FAULT_RETRY, fault.gfn, why.ordinal());
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    /** The fault is found out about by {@link FaultinPfn}, and {@link TdpMmuMap} sets another goal for it. */
    @Override
    protected boolean isLent() {
        return at() == At.LOCK || at() == At.MAPPED && MaxMappingLevel.canBeHuge(kvm, fault);
    }

    @Override
    protected void locals(Fields f) {
        fault.fields(f);
        mmuLock = f.object(mmuLock);
        outcome = f.word("outcome", outcome);
    }
}
