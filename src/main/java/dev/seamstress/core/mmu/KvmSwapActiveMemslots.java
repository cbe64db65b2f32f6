package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;

/**
 * Publishes memslots one of which has changed, and waits until nobody reads the old ones. Returns 0.
 *
 * <p>Requires: slots_lock held.
 *
 * <p>Source: kvm_swap_active_memslots(). Simplified: one slot's word in place of a pointer to all of them; no
 * slots_arch_lock, which only guards against the allocation of rmaps.
 */
final class KvmSwapActiveMemslots extends Procedure {
    private static final Kind KIND = Kind.of("kvm_swap_active_memslots");
    private static final Step[] STEPS = At.values();
    private static final Slot.State[] STATES = Slot.State.values();

    private final Kvm kvm;
    private int slot;
    private Slot.State state;

    /** The slot at index {@code slot} becomes {@code state}. */
    KvmSwapActiveMemslots(Kvm kvm, int slot, Slot.State state) {
        super(At.PUBLISH);
        this.kvm = kvm;
        this.slot = slot;
        this.state = state;
    }

    private enum At implements Step {
        PUBLISH(Access.RACY),
        SYNCHRONIZED(Access.LOCAL);

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
        return super.isRacy(fx) && fx.isReachable(kvm.slots().word(slot));
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case PUBLISH -> publish(t, fx);
            case SYNCHRONIZED -> ret(t, t.takeResult());
        };
    }

    private Go publish(KernelThread t, Fx fx) {
        fx.write(kvm.slots().word(slot), Slots.value(state, 0));
        fx.trace(Event.MEMSLOT_PUBLISHED, kvm.slots().slot(slot).id(), state.ordinal());
        return call(t, new SynchronizeSrcu(kvm), At.SYNCHRONIZED);
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
        state = f.constant("state", state, STATES);
    }
}
