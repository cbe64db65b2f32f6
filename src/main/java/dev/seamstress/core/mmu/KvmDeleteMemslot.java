package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.LockMessage;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;

/**
 * KVM_SET_USER_MEMORY_REGION with no memory: deletes a memslot. Returns 0, or -EINVAL if it is not there.
 *
 * <p>An INVALID copy of the slot is published first, and every reader of the old one waited for; then no fault maps
 * anything of the slot, and what is mapped goes. Only then the slot itself goes, and readers are waited for again, so
 * that nobody has the copy. The attributes of its gfns stay.
 *
 * <p>Source: kvm_set_memory_region(), kvm_set_memslot(), kvm_invalidate_memslot(), kvm_swap_active_memslots(),
 * kvm_arch_flush_shadow_memslot(). Simplified: no slots_arch_lock, which only guards against the allocation of rmaps;
 * no wait for mn_active_invalidate_count, as a scenario that has notifiers cannot delete a memslot yet; no generation,
 * which only an MMIO entry that is used again would be compared with.
 */
public final class KvmDeleteMemslot extends Procedure {
    private static final Kind KIND = Kind.of("kvm_set_memslot");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private int slot;
    private Grant slotsLock;
    private long result;

    /** Deletes the slot that userspace calls {@code id}. */
    public KvmDeleteMemslot(Kvm kvm, int id) {
        super(At.LOCK);
        this.kvm = kvm;
        this.slot = kvm.slots().numbered(id);
    }

    private enum At implements Step {
        LOCK(Access.LOCAL),
        LOCKED(Access.LOCAL),
        OLD(Access.LOCAL),
        INVALIDATE(Access.RACY),
        INVALIDATED(Access.LOCAL),
        FLUSHED(Access.LOCAL),
        DELETE(Access.RACY),
        DELETED(Access.LOCAL),
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
        return switch ((At) at()) {
            case INVALIDATE, DELETE -> fx.isReachable(kvm.slots().word(slot));
            case UNLOCK -> !kvm.slotsLock().isSole();
            case LOCK, LOCKED, OLD, INVALIDATED, FLUSHED, DELETED, UNBOUND -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case LOCK -> lock(t, fx);
            case LOCKED -> {
                slotsLock = t.<LockMessage.Granted>reply().grant();
                yield go(At.OLD);
            }
            case OLD -> old(fx);
            case INVALIDATE -> publish(t, Slot.State.INVALID, At.INVALIDATED, fx);
            case INVALIDATED -> invalidated(t);
            case FLUSHED -> {
                t.takeResult();
                yield go(At.DELETE);
            }
            case DELETE -> publish(t, Slot.State.NONE, At.DELETED, fx);
            case DELETED -> deleted(t);
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

    private Go old(Fx fx) {
        boolean isThere =
                slot != Slots.NONE && Slots.state(fx.read(slotsLock, kvm.slots().word(slot))) != Slot.State.NONE;
        result = isThere ? 0 : Errno.EINVAL;
        return go(isThere ? At.INVALIDATE : At.UNLOCK);
    }

    /** Source: kvm_swap_active_memslots(). */
    private Go publish(KernelThread t, Slot.State state, Step then, Fx fx) {
        fx.write(kvm.slots().word(slot), Slots.value(state, 0));
        fx.trace(Event.MEMSLOT_PUBLISHED, kvm.slots().slot(slot).id(), state.ordinal());
        return call(t, new SynchronizeSrcu(kvm), then);
    }

    /** A TD's slot, or one of any VM with private memory, is zapped by itself. Source: kvm_memslot_flush_zap_all(). */
    private Go invalidated(KernelThread t) {
        t.takeResult();
        return call(t, new KvmMmuZapMemslot(kvm, kvm.slots().slot(slot).range()), At.FLUSHED);
    }

    /** Source: kvm_free_memslot(). */
    private Go deleted(KernelThread t) {
        t.takeResult();
        boolean isBindingUsed =
                kvm.gmemBindings() != null && kvm.slots().slot(slot).hasGmem();
        return isBindingUsed ? call(t, new KvmGmemUnbind(kvm, slot, slotsLock), At.UNBOUND) : go(At.UNLOCK);
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
        slot = f.count("slot", slot);
        slotsLock = f.object(slotsLock);
        result = f.word("result", result);
    }
}
