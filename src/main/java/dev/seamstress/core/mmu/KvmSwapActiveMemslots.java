package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
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
 * <p>The generation goes up when nobody has the old ones any more: until then it says of an MMIO entry neither that it
 * is good nor that it is not. When it begins again from 0, an old entry could look new, so all direct roots are thrown
 * away.
 *
 * <p>Requires: slots_lock held.
 *
 * <p>Source: kvm_swap_active_memslots(), kvm_arch_memslots_updated(), kvm_mmu_invalidate_mmio_sptes(). Simplified: a
 * word in place of a pointer to all memslots; the generation only where a scenario creates or moves memslots, or says
 * that it is about to wrap; it wraps unnoticed where no root can be thrown away, after 16,384 updates, which no search
 * gets to; no slots_arch_lock, which only guards against the allocation of rmaps.
 */
final class KvmSwapActiveMemslots extends Procedure {
    private static final Kind KIND = Kind.of("kvm_swap_active_memslots");
    private static final Step[] STEPS = At.values();
    private static final Slot.State[] STATES = Slot.State.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private int slot;
    private Slot.State state;
    private int added;
    private long active;

    /** The slot at index {@code slot} becomes {@code state}, and the one at {@code added}, if any, VALID. */
    KvmSwapActiveMemslots(Kvm kvm, Grant slotsLock, int slot, Slot.State state, int added) {
        super(At.START);
        this.kvm = kvm;
        this.slotsLock = slotsLock;
        this.slot = slot;
        this.state = state;
        this.added = added;
    }

    private enum At implements Step {
        START(Access.LOCAL),
        LOCK(Access.RACY),
        SLEEP(Access.RACY),
        WOKEN(Access.LOCAL),
        PUBLISH(Access.RACY),
        UNLOCK(Access.RACY),
        SYNCHRONIZED(Access.LOCAL),
        WRAPPED(Access.LOCAL),
        GENERATION(Access.RACY);

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
        boolean isOfSlots = at() == At.PUBLISH || at() == At.GENERATION;
        return isOfSlots ? fx.isReachable(kvm.slots().word(slot)) : super.isRacy(fx);
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
            case SYNCHRONIZED -> synchronizedAll(t, fx);
            case WRAPPED -> {
                t.takeResult();
                yield go(At.GENERATION);
            }
            case GENERATION -> {
                fx.write(kvm.slots().word(slot), Slots.updated(slots(fx)));
                yield ret(t, 0);
            }
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
        long next = kvm.slots().with(slots(fx), slot, state);
        next = added == Slots.NONE ? next : kvm.slots().with(next, added, Slot.State.VALID);
        fx.write(kvm.slots().word(slot), hasGenerations() ? Slots.updating(next) : next);
        Slot.State told = added == Slots.NONE ? state : Slot.State.VALID;
        fx.trace(Event.MEMSLOT_PUBLISHED, kvm.slots().slot(slot).id(), told.ordinal());
        return kvm.footprint().hasNotifiers() ? go(At.UNLOCK) : synchronize(t);
    }

    private long slots(Fx fx) {
        return fx.read(slotsLock, kvm.slots().word(slot));
    }

    private boolean hasGenerations() {
        return kvm.footprint().has(Footprint.Can.COUNT_GENERATIONS);
    }

    private Go synchronizedAll(KernelThread t, Fx fx) {
        t.takeResult();
        if (!hasGenerations()) {
            return ret(t, 0);
        }
        boolean isWrap = kvm.footprint().invalidatesRoots() && Slots.isLastGeneration(slots(fx));
        return isWrap ? call(t, new KvmMmuZapAllFast(kvm, slotsLock), At.WRAPPED) : go(At.GENERATION);
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
        added = f.count("added", added);
        active = f.word("active", active);
    }
}
