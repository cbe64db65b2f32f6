package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.Backing;
import dev.seamstress.core.vm.GmemFile;
import dev.seamstress.core.vm.GmemFolios;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VmWords.Invalidate;

/**
 * Finds the host page for a fault, without mmu_lock. Returns CONTINUE, RETRY, EMULATE, -EFAULT or -EHWPOISON after a
 * memory-fault exit, or -EAGAIN.
 *
 * <p>The snapshot of the invalidation sequence comes first: whatever the rest reads may be stale when the page is
 * mapped, and the snapshot is how that is noticed.
 *
 * <p>Source: kvm_mmu_faultin_pfn(), __kvm_mmu_faultin_pfn(), hva_to_pfn(), kvm_handle_noslot_fault();
 * kvm_mmu_faultin_pfn_gmem(), kvm_gmem_get_pfn(). Simplified: a page that is mapped is resident, so taking it never
 * waits for memory; no page references.
 */
final class FaultinPfn extends Procedure {
    private static final Kind KIND = Kind.of("kvm_mmu_faultin_pfn");
    private static final Step[] STEPS = At.values();
    /** KVM_MEMORY_EXIT_FLAG_PRIVATE. */
    private static final long FLAG_PRIVATE = 1 << 3;

    private final Kvm kvm;
    private final PageFault fault;

    FaultinPfn(Kvm kvm, PageFault fault) {
        super(At.ALIAS);
        this.kvm = kvm;
        this.fault = fault;
    }

    private enum At implements Step {
        ALIAS(Access.LOCAL),
        BUGGED(Access.LOCAL),
        SNAPSHOT(Access.RACY),
        ATTRIBUTE(Access.RACY),
        SLOT(Access.LOCAL),
        PRECHECKED(Access.LOCAL),
        PFN(Access.RACY),
        GMEM_FILE(Access.RACY),
        GMEM_FOLIO(Access.RACY),
        GMEM_PREPARE(Access.RACY),
        RECHECKED(Access.LOCAL);

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
            case SNAPSHOT -> fx.isReachable(kvm.words().invalidate(Invalidate.SEQ));
            case ATTRIBUTE -> PrivateAttribute.isRacy(kvm, fault.gfn, fx);
            case PFN -> isHvaNeeded() && fx.isReachable(kvm.hostPages().backing(home()));
            case GMEM_FILE -> fx.isReachable(kvm.gmemFile().state());
            case GMEM_FOLIO -> fx.isReachable(kvm.gmemFolios().poisoned(fault.gfn));
            case GMEM_PREPARE -> fx.isReachable(kvm.gmemFolios().prepared(fault.gfn));
            case ALIAS, BUGGED, SLOT, PRECHECKED, RECHECKED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ALIAS -> alias(t, fx);
            case BUGGED -> ret(t, Errno.EFAULT);
            case SNAPSHOT -> snapshot(fx);
            case ATTRIBUTE -> attribute(t, fx);
            case SLOT -> slot(t, fx);
            case PRECHECKED -> prechecked(t, fx);
            case PFN -> pfn(t, fx);
            case GMEM_FILE -> gmemFile(t, fx);
            case GMEM_FOLIO -> gmemFolio(t, fx);
            case GMEM_PREPARE -> gmemPrepare(t, fx);
            case RECHECKED -> rechecked(t, fx);
        };
    }

    private Go alias(KernelThread t, Fx fx) {
        if ((fault.gfn & kvm.directBits()) != 0) {
            return call(t, KvmVmDead.bugOn(kvm, BugOn.GFN_ALIAS, fault.gfn, fx), At.BUGGED);
        }
        return go(At.SNAPSHOT);
    }

    private Go snapshot(Fx fx) {
        long seq = fx.read(kvm.words().invalidate(Invalidate.SEQ));
        fault.mmuSeq = kvm.has(Mutation.B14_SEQ_AS_INT) ? (int) seq : seq;
        return go(At.ATTRIBUTE);
    }

    /**
     * The attribute is tested before any invalidation: a mismatch exits at once, also while a conversion is under way.
     */
    private Go attribute(KernelThread t, Fx fx) {
        if (fault.isPrivate() != PrivateAttribute.read(kvm, fault.gfn, fx)) {
            return memoryFault(t, fx);
        }
        return go(At.SLOT);
    }

    private Go slot(KernelThread t, Fx fx) {
        if (!fault.hasSlot()) {
            return noslot(t, fx);
        }
        if (fault.isSlotInvalid()) {
            return isPrefetchRefused() ? ret(t, Errno.EAGAIN) : retry(t, RetryWhy.INVALID, fx);
        }
        return kvm.has(KernelSwitch.FAULTIN_PRECHECK) ? invalidateRetry(t, At.PRECHECKED, fx) : go(At.PFN);
    }

    /** Who prefaults holds SRCU, and the slot stays INVALID until that is over: a retry would be for ever. */
    private boolean isPrefetchRefused() {
        return fault.isPrefetch
                && kvm.has(KernelSwitch.PREFAULT_INVALID_EAGAIN)
                && !kvm.has(Mutation.B18_PREFAULT_RETRIES_INVALID);
    }

    private Go noslot(KernelThread t, Fx fx) {
        if (fault.isPrivate()) {
            return memoryFault(t, fx);
        }
        fault.pfn = PageFault.PFN_NOSLOT;
        return ret(t, RetPf.CONTINUE.ordinal());
    }

    private Go prechecked(KernelThread t, Fx fx) {
        return t.takeResult() != 0 ? retry(t, RetryWhy.STALE, fx) : go(At.PFN);
    }

    /** True if the page is userspace's, and the memslot lets the guest ask for it. */
    private boolean isHvaNeeded() {
        return !fault.isPrivate() && !(fault.isWrite() && slot().isReadonly());
    }

    /** The gfn that has the host address of the page when the slot is where it was first. */
    private long home() {
        return slot().home(fault.gfn);
    }

    private Slot slot() {
        return kvm.slots().slot(fault.slot);
    }

    private Go pfn(KernelThread t, Fx fx) {
        if (isHvaNeeded()) {
            return hvaToPfn(t, fx.read(kvm.hostPages().backing(home())), fx);
        }
        if (!fault.isPrivate()) {
            // KVM_PFN_ERR_RO_FAULT: the host gives no page for the write, and kvm_handle_error_pfn() has it emulated.
            return ret(t, RetPf.EMULATE.ordinal());
        }
        return slot().hasGmem() ? go(At.GMEM_FILE) : memoryFault(t, fx);
    }

    /** A file that is being closed gives no page. Source: kvm_gmem_get_file(). */
    private Go gmemFile(KernelThread t, Fx fx) {
        boolean isOpen = GmemFile.isActive(fx.read(kvm.gmemFile().state()));
        return isOpen ? go(At.GMEM_FOLIO) : memoryFault(t, fx);
    }

    /** Source: __kvm_gmem_get_pfn(), folio_test_hwpoison(). */
    private Go gmemFolio(KernelThread t, Fx fx) {
        boolean isGood = fx.read(kvm.gmemFolios().poisoned(fault.gfn)) == GmemFolios.GOOD;
        return isGood ? go(At.GMEM_PREPARE) : memoryFault(t, Errno.EHWPOISON, fx);
    }

    /** Whether the page is prepared matters only if somebody in the scenario asks. Source: kvm_gmem_get_pfn(). */
    private Go gmemPrepare(KernelThread t, Fx fx) {
        long prepared = kvm.gmemFolios().prepared(fault.gfn);
        if (fx.isReachable(prepared)) {
            fx.write(prepared, GmemFolios.PREPARED);
        }
        fault.pfn = kvm.hostPages().gmemPfn(fault.gfn);
        fault.isMapWritable = !slot().isReadonly();
        return taken(t, fx);
    }

    /**
     * Takes the page that userspace has mapped. Where get_user_pages() would wait for the host, the fault is retried:
     * by the time it has the page, the invalidation around the host's change would refuse it.
     */
    private Go hvaToPfn(KernelThread t, long backing, Fx fx) {
        if (Backing.isChanging(backing)) {
            return retry(t, RetryWhy.STALE, fx);
        }
        if (!Backing.isMapped(backing) || fault.isWrite() && !Backing.isWritable(backing)) {
            return memoryFault(t, fx);
        }
        fault.pfn = kvm.hostPages().sharedPfn(home(), backing);
        fault.isMapWritable = Backing.isWritable(backing) && !slot().isReadonly();
        return taken(t, fx);
    }

    private Go taken(KernelThread t, Fx fx) {
        return kvm.has(KernelSwitch.FAULTIN_PRECHECK)
                ? invalidateRetry(t, At.RECHECKED, fx)
                : ret(t, RetPf.CONTINUE.ordinal());
    }

    private Go rechecked(KernelThread t, Fx fx) {
        return t.takeResult() != 0 ? retry(t, RetryWhy.STALE, fx) : ret(t, RetPf.CONTINUE.ordinal());
    }

    private Go invalidateRetry(KernelThread t, At then, Fx fx) {
        if (InvalidateRetryUnsafe.isNever(kvm, fault.mmuSeq, fx)) {
            return go(then);
        }
        return call(t, new InvalidateRetryUnsafe(kvm, fault.gfn, fault.mmuSeq), then);
    }

    private Go retry(KernelThread t, RetryWhy why, Fx fx) {
        fx.trace(Event.FAULT_RETRY, fault.gfn, why.ordinal());
        return ret(t, RetPf.RETRY.ordinal());
    }

    /**
     * The flag says what the guest asked for, not what the attribute is. Source: kvm_mmu_prepare_memory_fault_exit().
     */
    private Go memoryFault(KernelThread t, long errno, Fx fx) {
        fx.trace(Event.MEMORY_FAULT, fault.gfn, fault.isPrivate() ? FLAG_PRIVATE : 0);
        return ret(t, errno);
    }

    private Go memoryFault(KernelThread t, Fx fx) {
        return memoryFault(t, Errno.EFAULT, fx);
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
    protected void locals(Fields f) {}

    /** The attribute of one gfn. Source: kvm_mem_is_private(). */
    static final class PrivateAttribute {
        private PrivateAttribute() {}

        static boolean isRacy(Kvm kvm, long gfn, Fx fx) {
            long word = kvm.attributes().word(gfn);
            return kvm.type().hasPrivateMemory() && word != Attributes.NONE && fx.isReachable(word);
        }

        static boolean read(Kvm kvm, long gfn, Fx fx) {
            long word = kvm.attributes().word(gfn);
            return kvm.type().hasPrivateMemory() && word != Attributes.NONE && fx.read(word) == Attributes.PRIVATE;
        }
    }
}
