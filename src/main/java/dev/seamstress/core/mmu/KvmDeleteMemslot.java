package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.LockMessage;
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
 * KVM_SET_USER_MEMORY_REGION with no memory: deletes a memslot. Returns 0, or -EINVAL if it is not there.
 *
 * <p>An INVALID copy of the slot is published first, and every reader of the old one waited for; then no fault maps
 * anything of the slot, and what is mapped goes. Only then the slot itself goes, and readers are waited for again, so
 * that nobody has the copy. The attributes of its gfns stay.
 *
 * <p>A slot of a VM with private memory is zapped by itself. For an ordinary VM all direct roots are thrown away.
 *
 * <p>Source: kvm_set_memory_region(), kvm_set_memslot(), kvm_invalidate_memslot(), kvm_arch_flush_shadow_memslot(),
 * kvm_memslot_flush_zap_all(). Simplified: no generation, which only an MMIO entry that is used again would be compared
 * with; userspace leaves the quirk on, as it is by default.
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
        INVALIDATED(Access.LOCAL),
        FLUSHED(Access.LOCAL),
        DELETED(Access.LOCAL),
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
                slotsLock = t.<LockMessage.Granted>reply().grant();
                yield go(At.OLD);
            }
            case OLD -> old(t, fx);
            case INVALIDATED -> invalidated(t);
            case FLUSHED -> {
                t.takeResult();
                yield publish(t, Slot.State.NONE, At.DELETED);
            }
            case DELETED -> {
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
        boolean isThere =
                slot != Slots.NONE && Slots.state(fx.read(slotsLock, kvm.slots().word(slot))) != Slot.State.NONE;
        result = isThere ? 0 : Errno.EINVAL;
        return isThere ? publish(t, Slot.State.INVALID, At.INVALIDATED) : go(At.UNLOCK);
    }

    private Go publish(KernelThread t, Slot.State state, Step then) {
        return call(t, new KvmSwapActiveMemslots(kvm, slot, state), then);
    }

    /** Source: kvm_arch_flush_shadow_memslot(). */
    private Go invalidated(KernelThread t) {
        t.takeResult();
        Procedure flush = isZapAll(kvm)
                ? new KvmMmuZapAllFast(kvm, slotsLock)
                : new KvmMmuZapMemslot(kvm, kvm.slots().slot(slot).range());
        return call(t, flush, At.FLUSHED);
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
        slot = f.count("slot", slot);
        slotsLock = f.object(slotsLock);
        result = f.word("result", result);
    }
}
