package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.ActiveNotifiers;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Slots;

/**
 * Publishes memslots one of which has changed, and waits until nobody reads the old ones. Returns 0.
 *
 * <p>While an MMU notifier is between its start and its end the memslots stay, so that the end finds what the start
 * found: who publishes sleeps until there is none. Those that come later are not waited for.
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
    private long active;

    /** The slot at index {@code slot} becomes {@code state}. */
    KvmSwapActiveMemslots(Kvm kvm, int slot, Slot.State state) {
        super(At.START);
        this.kvm = kvm;
        this.slot = slot;
        this.state = state;
    }

    private enum At implements Step {
        START(Access.LOCAL),
        LOCK(Access.RACY),
        SLEEP(Access.RACY),
        WOKEN(Access.LOCAL),
        PUBLISH(Access.RACY),
        UNLOCK(Access.RACY),
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
        return at() == At.PUBLISH ? fx.isReachable(kvm.slots().word(slot)) : super.isRacy(fx);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case START -> go(kvm.footprint().hasNotifiers() ? At.LOCK : At.PUBLISH);
            case LOCK -> lock(fx);
            case SLEEP -> sleep(t, fx);
            case WOKEN -> {
                t.<ActiveNotifiers.Over>reply();
                yield go(At.LOCK);
            }
            case PUBLISH -> publish(t, fx);
            case UNLOCK -> {
                fx.write(kvm.words().notifiers(), ActiveNotifiers.NONE);
                yield synchronize(t);
            }
            case SYNCHRONIZED -> ret(t, t.takeResult());
        };
    }

    private Go lock(Fx fx) {
        active = fx.compareAndExchange(kvm.words().notifiers(), ActiveNotifiers.NONE, ActiveNotifiers.PUBLISHING);
        return go(active == ActiveNotifiers.NONE ? At.PUBLISH : At.SLEEP);
    }

    /** If a notifier has come or gone since the look, looks again. */
    private Go sleep(KernelThread t, Fx fx) {
        boolean isAsleep = fx.compareAndSet(kvm.words().notifiers(), active, ActiveNotifiers.waiting(active, t.id()));
        active = ActiveNotifiers.NONE;
        return isAsleep ? await(At.WOKEN) : go(At.LOCK);
    }

    private Go publish(KernelThread t, Fx fx) {
        fx.write(kvm.slots().word(slot), Slots.value(state, 0));
        fx.trace(Event.MEMSLOT_PUBLISHED, kvm.slots().slot(slot).id(), state.ordinal());
        return kvm.footprint().hasNotifiers() ? go(At.UNLOCK) : synchronize(t);
    }

    private Go synchronize(KernelThread t) {
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
        active = f.word("active", active);
    }
}
