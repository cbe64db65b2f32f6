package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;

/**
 * KVM_SET_USER_MEMORY_REGION2: creates, moves or deletes a memslot. Returns 0, -EINVAL, -EEXIST or -EBADF.
 *
 * <p>To delete or move it an INVALID copy of the slot is published first, and every reader of the old one waited for;
 * then no fault maps anything of the slot, and what is mapped goes. Only then the slot itself goes, or is at its new
 * place, and readers are waited for again, so that nobody has the copy. The attributes of its gfns stay. A slot that is
 * created is published once.
 *
 * <p>A slot of a VM with private memory is zapped by itself. For an ordinary VM all direct roots are thrown away.
 *
 * <p>A slot with a guest_memfd can only be created and deleted. To log its dirty pages, or to have it readonly, is
 * refused before anything is looked at. Kernels without {@code gmem-flag-fixed} refuse a request that has the flag of
 * guest_memfd, and one that clears it they serve: a copy of the slot without the flag takes its place, nothing is
 * zapped, and the file keeps its binding to the slot that was.
 *
 * <p>Source: kvm_set_memory_region(), check_memory_region_flags(), kvm_set_memslot(), kvm_invalidate_memslot(),
 * kvm_create_memslot(), kvm_move_memslot(), kvm_update_flags_memslot(), kvm_arch_flush_shadow_memslot(),
 * kvm_memslot_flush_zap_all(). Simplified: userspace leaves the quirk on, as it is by default; a slot that is created
 * with a guest_memfd is bound to the one file that there is. Assumed: to move what is not there is -EINVAL, where the
 * kernel would create it.
 */
public final class KvmSetMemoryRegion extends Procedure {
    private static final Kind KIND = Kind.of("kvm_set_memslot");
    private static final Step[] STEPS = At.values();
    private static final Change[] CHANGES = Change.values();

    private final Kvm kvm;
    private final int id;
    private Change change;
    private int old = Slots.NONE;
    private int place;
    private Grant slotsLock;
    private long result;

    /** For the slot that userspace calls {@code id}; {@code place}: which one it is to be, or {@link Slots#NONE}. */
    public KvmSetMemoryRegion(Kvm kvm, Change change, int id, int place) {
        super(At.LOCK);
        this.kvm = kvm;
        this.id = id;
        this.change = change;
        this.place = place;
    }

    /** What userspace asks for. Source: enum kvm_mr_change. */
    public enum Change {
        CREATE,
        MOVE,
        DELETE,
        /** With KVM_MEM_LOG_DIRTY_PAGES set or cleared, or KVM_MEM_READONLY set, of a slot with a guest_memfd. */
        BAD_FLAGS
    }

    /** True if the slot at that index is one that comes or goes: it is not freed before this has ended. */
    public boolean isChanging(int slot) {
        return slot == old || slot == place;
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        OLD(Access.LOCAL),
        BOUND(Access.LOCAL),
        INVALIDATED(Access.LOCAL),
        FLUSHED(Access.LOCAL),
        DONE(Access.LOCAL),
        UNBOUND(Access.LOCAL),
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
        return super.isRacy(fx) && !kvm.slotsLock().isSole();
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> lock(t, fx);
            case LOCKED -> {
                slotsLock = t.granted();
                yield go(At.OLD);
            }
            case OLD -> old(t, fx);
            case BOUND -> bound(t);
            case INVALIDATED -> invalidated(t);
            case FLUSHED -> {
                t.takeResult();
                yield publish(t, old, Slot.State.NONE, change == Change.MOVE ? place : Slots.NONE, At.DONE);
            }
            case DONE -> done(t);
            case UNBOUND -> {
                t.takeResult();
                yield go(At.UNLOCK);
            }
            case UNLOCK -> unlock(t, fx);
        };
    }

    private Go lock(KernelThread t, Fx fx) {
        if (kvm.slotsLock().isSole()) {
            slotsLock = kvm.slotsLock().takeSole(t, fx, Grant.Mode.WRITE);
            return go(At.OLD);
        }
        kvm.slotsLock().request(fx, Grant.Mode.WRITE);
        return await(At.LOCKED);
    }

    private Go old(KernelThread t, Fx fx) {
        int any = place != Slots.NONE ? place : kvm.slots().ofId(id);
        long slots = any == Slots.NONE ? 0 : fx.read(slotsLock, kvm.slots().word(any));
        old = kvm.slots().numbered(id, slots);
        result = refusal(slots);
        if (result != 0 || old == place && old != Slots.NONE) {
            return go(At.UNLOCK);
        }
        if (change != Change.CREATE) {
            return publish(t, old, Slot.State.INVALID, Slots.NONE, At.INVALIDATED);
        }
        if (old != Slots.NONE) {
            return publish(t, old, Slot.State.NONE, place, At.DONE);
        }
        boolean isBound = kvm.gmemBindings() != null && kvm.slots().slot(place).hasGmem();
        return isBound ? call(t, new KvmGmemBind(kvm, place, slotsLock), At.BOUND) : create(t);
    }

    private Go bound(KernelThread t) {
        result = t.takeResult();
        return result != 0 ? go(At.UNLOCK) : create(t);
    }

    private Go create(KernelThread t) {
        return publish(t, place, Slot.State.VALID, Slots.NONE, At.DONE);
    }

    /** What stands against it, or 0. Of a slot that is there and is asked for as it is, nothing changes. */
    private long refusal(long slots) {
        boolean isThere = old != Slots.NONE;
        boolean hasGmem = isThere && kvm.slots().slot(old).hasGmem();
        return switch (change) {
            case BAD_FLAGS -> Errno.EINVAL;
            case DELETE -> isThere ? 0 : Errno.EINVAL;
            case CREATE -> isThere ? modification() : creation(slots);
            case MOVE -> !isThere || hasGmem ? Errno.EINVAL : overlap(slots);
        };
    }

    /** Of a slot that is there. Source: kvm_set_memory_region(), after "Modify an existing slot". */
    private long modification() {
        boolean isSame = old == place && !kvm.slots().slot(old).hasGmem();
        return isSame || isFlagCleared() && !kvm.has(KernelSwitch.GMEM_FLAG_FIXED) ? 0 : Errno.EINVAL;
    }

    /** KVM_MEM_GUEST_MEMFD is clear, and all else as it was: KVM_MR_FLAGS_ONLY. */
    private boolean isFlagCleared() {
        Slot was = kvm.slots().slot(old);
        Slot wanted = kvm.slots().slot(place);
        return was.hasGmem()
                && !wanted.hasGmem()
                && was.range().equals(wanted.range())
                && was.isReadonly() == wanted.isReadonly();
    }

    private long creation(long slots) {
        boolean isWithoutPrivate =
                kvm.slots().slot(place).hasGmem() && !kvm.type().hasPrivateMemory();
        return isWithoutPrivate ? Errno.EINVAL : overlap(slots);
    }

    private long overlap(long slots) {
        return kvm.slots().isTaken(place, id, slots) ? Errno.EEXIST : 0;
    }

    private Go publish(KernelThread t, int slot, Slot.State state, int added, Step then) {
        return call(t, new KvmSwapActiveMemslots(kvm, slotsLock, slot, state, added), then);
    }

    /** Source: kvm_arch_flush_shadow_memslot(). */
    private Go invalidated(KernelThread t) {
        t.takeResult();
        Procedure flush = isZapAll(kvm)
                ? new KvmMmuZapAllFast(kvm, slotsLock)
                : new KvmMmuZapMemslot(kvm, kvm.slots().slot(old).range());
        return call(t, flush, At.FLUSHED);
    }

    /** Source: kvm_free_memslot(). */
    private Go done(KernelThread t) {
        t.takeResult();
        boolean isUnbound = change == Change.DELETE
                && kvm.gmemBindings() != null
                && kvm.slots().slot(old).hasGmem();
        return isUnbound ? call(t, new KvmGmemUnbind(kvm, old, slotsLock), At.UNBOUND) : go(At.UNLOCK);
    }

    private static boolean isZapAll(Kvm kvm) {
        return kvm.type().isZappedAllAtOnce() || !kvm.has(KernelSwitch.SLOT_ZAP_QUIRK);
    }

    private Go unlock(KernelThread t, Fx fx) {
        if (kvm.slotsLock().isSole()) {
            kvm.slotsLock().releaseSole(t, fx, slotsLock);
        } else {
            kvm.slotsLock().release(t, fx, slotsLock);
        }
        return ret(t, result);
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
        change = f.constant("change", change, CHANGES);
        f.word("id", id);
        old = f.count("old", old);
        place = f.count("place", place);
        slotsLock = f.object(slotsLock);
        result = f.word("result", result);
    }
}
