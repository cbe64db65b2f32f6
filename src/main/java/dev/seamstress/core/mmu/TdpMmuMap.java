package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.ept.TdpIter;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.vm.Slots;

/**
 * Walks down from the root to the faulting gfn, links the tables that are missing, and maps the page. Returns a
 * {@link RetPf}.
 *
 * <p>Requires: mmu_lock held for read; others map at the same time. Whoever meets an entry that another thread holds
 * FROZEN, or loses an entry to another thread, gives up with RETRY and leaves nothing behind.
 *
 * <p>Source: kvm_tdp_mmu_map(), tdp_mmu_map_handle_target_level(), tdp_mmu_link_sp(). Simplified: a direct table is not
 * replaced by a huge leaf, nor a huge leaf by a table.
 */
public final class TdpMmuMap extends Procedure {
    private static final Kind KIND = Kind.of("kvm_tdp_mmu_map");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final VcpuMmu vcpu;
    private final PageFault fault;
    private final Grant mmuLock;
    private final TdpIter iter;
    private long newSpte;
    private long mmioSpte;

    TdpMmuMap(Kvm kvm, VcpuMmu vcpu, PageFault fault, Grant mmuLock) {
        super(At.START);
        if (mmuLock.isExclusive()) {
            throw new ModelBug("a fault maps under the write lock");
        }
        this.kvm = kvm;
        this.vcpu = vcpu;
        this.fault = fault;
        this.mmuLock = mmuLock;
        this.iter = new TdpIter(kvm.tables(), rootForFault(), Level.PG_4K, fault.gfn);
    }

    /**
     * Maps the page of guest_memfd at a private gfn, for who has made sure of all that a fault makes sure of before,
     * and holds {@code mmuLock}.
     */
    public static Procedure ofPage(Kvm kvm, VcpuMmu vcpu, long gfn, Grant mmuLock) {
        vcpu.caches().topUp();
        PageFault fault = PageFault.ofImage(kvm, gfn, kvm.hostPages().gmemPfn(gfn));
        return new TdpMmuMap(kvm, vcpu, fault, mmuLock);
    }

    private enum At implements Step {
        START(Access.RACY),
        READ(Access.RACY),
        LINKED(Access.LOCAL),
        DESCEND(Access.RACY),
        INSTALLED(Access.LOCAL);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    /** Source: tdp_mmu_get_root_for_fault(). */
    private int rootForFault() {
        boolean isDirect = kvm.has(KernelSwitch.FAULT_ROOT_BY_ADDR) ? kvm.isAddrDirect(fault.addr) : !fault.isPrivate();
        return isDirect || !kvm.type().hasMirror() ? vcpu.root() : vcpu.mirrorRoot();
    }

    private boolean isMirror() {
        return kvm.tables().isMirror(iter.root());
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return switch ((At) at()) {
            case START -> isGenerationNeeded() ? isGenerationRacy(fx) : MaxMappingLevel.isRacy(kvm, fault, fx);
            case READ -> fx.isReachable(iter.word());
            case DESCEND -> fx.isReachable(iter.word());
            case LINKED, INSTALLED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case START -> start(fx);
            case READ -> read(t, fx);
            case LINKED -> linked(t, fx);
            case DESCEND -> descend(t, fx);
            case INSTALLED -> installed(t, fx);
        };
    }

    /** True if the entry is to have the generation of the memslots. Source: make_mmio_spte(). */
    private boolean isGenerationNeeded() {
        return fault.isNoslot() && kvm.footprint().has(Footprint.Can.COUNT_GENERATIONS);
    }

    private boolean isGenerationRacy(Fx fx) {
        return kvm.slots().size() > 0 && fx.isReachable(kvm.slots().word(0));
    }

    private Go start(Fx fx) {
        if (fault.isNoslot()) {
            boolean isCounted = isGenerationNeeded() && kvm.slots().size() > 0;
            long generation = isCounted ? Slots.generation(fx.read(kvm.slots().generationWord())) : 0;
            mmioSpte = MakeSpte.mmio(fault.gfn, kvm.type().mmioValue(), generation);
        }
        int goalLevel = MaxMappingLevel.of(kvm, fault, mmuLock, fx);
        fx.trace(Event.KVM_MMU_SPTE_REQUESTED, fault.gfn, fault.pfn, goalLevel);
        if (goalLevel != Level.PG_4K) {
            fault.setGoalLevel(goalLevel);
        }
        return go(At.READ);
    }

    private Go read(KernelThread t, Fx fx) {
        long oldSpte = fx.read(iter.word());
        if (Spte.isFrozen(oldSpte)) {
            return retry(t, RetryWhy.FROZEN, fx);
        }
        boolean isTable = Spte.isTable(oldSpte, iter.level());
        if (isTable && iter.level() == fault.goalLevel() && !isMirror()) {
            tableInPlaceOfAHugePage();
        }
        if (iter.level() == fault.goalLevel()) {
            return target(t, oldSpte, fx);
        }
        if (isTable) {
            return intoTable();
        }
        return Spte.isPresent(oldSpte) ? hugePageInPlaceOfATable(t, oldSpte) : link(t, oldSpte, fx);
    }

    /**
     * The region was mapped by 4K pages before, and now may be mapped by one entry: it was mixed, and a conversion has
     * ended that. Simplified: the table stays, and the page is mapped in it; the kernel frees the table, whose pages
     * are mapped again as the guest touches them, all of them by the huge leaf.
     *
     * <p>Source: tdp_mmu_map_handle_target_level(), handle_removed_pt().
     */
    private void tableInPlaceOfAHugePage() {
        fault.setGoalLevel(Level.PG_4K);
    }

    /**
     * The region was mapped by one entry, and now may not be any more. Where conversions guard only their own range
     * (B17) another fault on the region can put the huge leaf back, between the zap and the end of the conversion,
     * which finds the region mixed; a fault that comes after that meets it. Nothing else leads here: a host that splits
     * its huge page has the whole of it zapped first, and tells when it is done.
     *
     * <p>Source: tdp_mmu_split_huge_page(). Simplified: the leaf stays, where the kernel splits it into 512 that map
     * the same pages with the same rights. Errors: {@link ModelBug} if the leaf does not allow the access, as slots and
     * the host's mappings never gain rights.
     */
    private Go hugePageInPlaceOfATable(KernelThread t, long spte) {
        if (isMirror() || !fault.isPrefetch && !fault.isAllowedBy(spte)) {
            throw new ModelBug(
                    "a fault on gfn 0x" + Long.toHexString(fault.gfn) + " meets the huge leaf " + Spte.toString(spte));
        }
        return ret(t, RetPf.SPURIOUS.ordinal());
    }

    /** A table is offered; if the link fails it was never reachable, and is free again at once. */
    private Go link(KernelThread t, long oldSpte, Fx fx) {
        int level = iter.level();
        boolean isTableCached = vcpu.caches().takeTable();
        boolean isPageCached = !isMirror() || vcpu.caches().takeExternal();
        if (!isTableCached || !isPageCached) {
            fx.trace(Event.WARN_ON, WarnOn.CACHE_EMPTY.ordinal(), iter.gfn());
        }
        fx.trace(Event.KVM_MMU_GET_PAGE, iter.gfn(), Role.child(Role.root(level, isMirror())), 0);
        long table = MakeSpte.nonleaf(kvm.tables().childPfn(iter.root(), level, fault.gfn));
        return call(t, new SetSpteAtomic(kvm, iter, oldSpte, table), At.LINKED);
    }

    private Go linked(KernelThread t, Fx fx) {
        RetryWhy why = SetSpteAtomic.Outcome.of(t.takeResult()).why();
        return why == null ? intoTable() : retry(t, why, fx);
    }

    /** In a mirror no table is ever unlinked while the TD lives, so a descent cannot find its entry changed. */
    private Go intoTable() {
        if (!isMirror()) {
            return go(At.DESCEND);
        }
        iter.stepDown();
        return go(At.READ);
    }

    private Go descend(KernelThread t, Fx fx) {
        return iter.tryStepDown(fx.read(iter.word())) ? go(At.READ) : retry(t, RetryWhy.FROZEN, fx);
    }

    private Go target(KernelThread t, long oldSpte, Fx fx) {
        if (kvm.has(KernelSwitch.SPURIOUS_EARLY) && isAlreadyMapped(oldSpte)) {
            return ret(t, RetPf.SPURIOUS.ordinal());
        }
        newSpte = makeSpte(oldSpte);
        if (newSpte == oldSpte) {
            return done(t, RetPf.SPURIOUS, fx);
        }
        return call(t, new SetSpteAtomic(kvm, iter, oldSpte, newSpte), At.INSTALLED);
    }

    private boolean isAlreadyMapped(long spte) {
        return Spte.isLeaf(spte, iter.level()) && (fault.isPrefetch || fault.isAllowedBy(spte));
    }

    /**
     * The new leaf. Assumed: before spurious-early the second mapper of a page left D clear in a direct entry only. A
     * mirror entry that came out different would be replaced while present, which is a KVM_BUG_ON, and nobody saw that.
     */
    private long makeSpte(long oldSpte) {
        if (fault.isNoslot()) {
            return mmioSpte;
        }
        boolean isDirtySkipped = !isMirror() && !kvm.has(KernelSwitch.SPURIOUS_EARLY) && Spte.isWritable(oldSpte);
        return MakeSpte.leaf(
                fault.pfn,
                fault.goalLevel(),
                new MakeSpte.Leaf(
                        fault.isMapWritable, fault.isPrefetch, kvm.type().isPatIgnored(), isDirtySkipped));
    }

    private Go installed(KernelThread t, Fx fx) {
        RetryWhy why = SetSpteAtomic.Outcome.of(t.takeResult()).why();
        if (why != null) {
            return retry(t, why, fx);
        }
        if (!fault.isNoslot()) {
            fx.trace(Event.LEAF_INSTALLED, fault.gfn, fault.mmuSeq, newSpte);
        }
        return done(t, RetPf.FIXED, fx);
    }

    private Go done(KernelThread t, RetPf result, Fx fx) {
        if (fault.isNoslot()) {
            fx.trace(Event.MARK_MMIO_SPTE, fault.gfn, 0, MakeSpte.generation(mmioSpte));
            return ret(t, RetPf.EMULATE.ordinal());
        }
        long address = kvm.tables().address(iter.root(), iter.level(), fault.gfn);
        fx.trace(Event.KVM_MMU_SET_SPTE, iter.gfn(), newSpte, iter.level(), address);
        return ret(t, result.ordinal());
    }

    private Go retry(KernelThread t, RetryWhy why, Fx fx) {
        fx.trace(Event.FAULT_RETRY, fault.gfn, why.ordinal());
        return ret(t, RetPf.RETRY.ordinal());
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
        iter.fields(f);
        newSpte = kvm.spte(f, "new_spte", newSpte);
        mmioSpte = kvm.spte(f, "mmio_spte", mmioSpte);
    }
}
