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
import dev.seamstress.core.vm.GmemBindings;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;

/**
 * Does a {@link RangeWork} for each memslot that overlaps a range, all in one section under mmu_lock held for write.
 * Returns 1 if there was such a slot; if not, the lock is never taken.
 *
 * <p>Translations are flushed before the lock is dropped: whoever takes it next may rely on it that nobody uses what
 * was zapped.
 *
 * <p>Source: kvm_handle_gfn_range(), kvm_handle_hva_range(); kvm_gmem_invalidate_begin(), kvm_gmem_invalidate_end().
 * Simplified: no SRCU section, which only the update of memslots waits for; a slot begins at the host address, and at
 * the offset of the guest_memfd file, that its gfns had at the start, so a range of such is called by those gfns. Where
 * no memslot changes, or slots_lock is held, the file's bindings are the slots that are there.
 */
final class KvmHandleRange extends Procedure implements BindingWalk {
    private static final Kind KIND = Kind.of("kvm_handle_gfn_range");
    private static final Step[] STEPS = At.values();
    private static final RangeWork[] WORKS = RangeWork.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private RangeWork work;
    private long start;
    private long end;
    private int slot = Slots.NONE;
    private Grant mmuLock;
    private boolean isFlushNeeded;

    /**
     * For {@code start} to {@code end}, exclusive.
     *
     * @param slotsLock held by whoever converts memory; else null
     */
    KvmHandleRange(Kvm kvm, RangeWork work, long start, long end, Grant slotsLock) {
        super(At.SLOT);
        this.kvm = kvm;
        this.slotsLock = slotsLock;
        this.work = work;
        this.start = start;
        this.end = end;
    }

    private enum At implements Step {
        SLOT(Access.RACY),
        LOCKED(Access.LOCAL),
        HANDLE(Access.LOCAL),
        HANDLED(Access.LOCAL),
        FLUSH(Access.LOCAL),
        FLUSHED(Access.LOCAL),
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
            case SLOT -> nextSlot() != Slots.NONE && isSlotRacy(nextSlot(), fx);
            case UNLOCK -> true;
            case LOCKED, HANDLE, HANDLED, FLUSH, FLUSHED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case SLOT -> slot(t, fx);
            case LOCKED -> locked(t);
            case HANDLE -> handle(t, fx);
            case HANDLED -> handled(t);
            case FLUSH -> call(t, new KvmFlushRemoteTlbs(kvm), At.FLUSHED);
            case FLUSHED -> flushed(t);
            case UNLOCK -> unlock(t, fx);
        };
    }

    private int nextSlot() {
        return kvm.slots().nextIn(slot, start, end, work.isOfHost());
    }

    private Slot slot() {
        return kvm.slots().slot(slot);
    }

    private Go slot(KernelThread t, Fx fx) {
        int next = nextSlot();
        if (next == Slots.NONE) {
            return noMoreSlots(t);
        }
        slot = next;
        if (work.isOfGmem() && !slot().hasGmem()) {
            return go(At.SLOT);
        }
        if (!isSlotThere(fx)) {
            return go(At.SLOT);
        }
        if (followsBindings()) {
            fx.trace(Event.GMEM_BINDING, slot().id());
        }
        if (mmuLock != null) {
            return go(At.HANDLE);
        }
        kvm.mmuLock().request(fx, Grant.Mode.WRITE);
        return await(At.LOCKED);
    }

    private boolean isSlotRacy(int next, Fx fx) {
        return followsBindings()
                ? kvm.gmemBindings().isRacy(next, fx)
                : fx.isReachable(kvm.slots().word(next));
    }

    /** To guest_memfd the slots are there that the file is bound to. */
    private boolean isSlotThere(Fx fx) {
        return followsBindings()
                ? fx.read(kvm.gmemBindings().word(slot)) == GmemBindings.BOUND
                : kvm.slots().state(slot, fx.read(kvm.slots().word(slot))) != Slot.State.NONE;
    }

    private boolean followsBindings() {
        return work.followsBindings()
                && kvm.footprint().has(Footprint.Can.FOLLOW_BINDINGS)
                && kvm.gmemBindings() != null;
    }

    @Override
    public int memslot() {
        return followsBindings() ? slot : Slots.NONE;
    }

    private Go noMoreSlots(KernelThread t) {
        if (mmuLock == null) {
            return ret(t, 0);
        }
        return go(isFlushNeeded && !isFlushLate() ? At.FLUSH : At.UNLOCK);
    }

    private boolean isFlushLate() {
        return kvm.has(Mutation.B32_UNLOCK_BEFORE_FLUSH);
    }

    private Go locked(KernelThread t) {
        mmuLock = t.granted();
        return work.isBegin()
                ? call(t, new KvmMmuInvalidateBegin(kvm, mmuLock, start, end), At.HANDLE)
                : call(t, new KvmMmuInvalidateEnd(kvm, mmuLock), At.HANDLE);
    }

    private Go handle(KernelThread t, Fx fx) {
        t.takeResult();
        long away = work.isOfHost() ? slot().range().start().value() - slot().home() : 0;
        long from = Math.max(start + away, slot().range().start().value());
        long to = Math.min(end + away, slot().range().endExclusive().value());
        if (work.isBegin()) {
            return call(t, new KvmUnmapRange(kvm, work, slot(), from, to, mmuLock), At.HANDLED);
        }
        if (work != RangeWork.POST_SET) {
            return go(At.UNLOCK);
        }
        MixedHugepages.update(kvm, slot(), from, to, mmuLock, slotsLock, fx);
        return go(At.SLOT);
    }

    private Go handled(KernelThread t) {
        isFlushNeeded |= t.takeResult() != 0;
        return go(At.SLOT);
    }

    private Go flushed(KernelThread t) {
        t.takeResult();
        return isFlushLate() ? ret(t, 1) : go(At.UNLOCK);
    }

    private Go unlock(KernelThread t, Fx fx) {
        kvm.mmuLock().release(t, fx, mmuLock);
        mmuLock = null;
        return isFlushNeeded && isFlushLate() ? go(At.FLUSH) : ret(t, 1);
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
        work = f.constant("work", work, WORKS);
        start = f.word("start", start);
        end = f.word("end", end);
        slot = f.count("slot", slot);
        mmuLock = f.object(mmuLock);
        isFlushNeeded = f.flag("flush", isFlushNeeded);
    }
}
