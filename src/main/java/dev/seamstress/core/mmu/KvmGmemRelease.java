package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemBindings;

/**
 * The guest_memfd file goes: nothing of it stays mapped, in any slot. Returns 0.
 *
 * <p>Requires: slots_lock and the file's invalidate lock held exclusively.
 *
 * <p>Slots forget the file first: each binding is followed to its slot, whose pointer is cleared.
 *
 * <p>Source: kvm_gmem_release(). Simplified: where no memslot goes the pointers are not cleared, as whoever would
 * follow one finds that the file is closed.
 */
final class KvmGmemRelease extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_release");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Grant slotsLock;
    private int slot;

    KvmGmemRelease(Kvm kvm, Grant slotsLock) {
        super(At.FORGET);
        this.kvm = kvm;
        this.slotsLock = slotsLock;
    }

    private enum At implements Step {
        FORGET(Access.RACY),
        BEGIN(Access.LOCAL),
        BEGUN(Access.LOCAL),
        ENDED(Access.LOCAL);

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
        return super.isRacy(fx)
                && kvm.gmemBindings() != null
                && slot < kvm.slots().size()
                && kvm.gmemBindings().isRacy(slot, fx);
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case FORGET -> forget(fx);
            case BEGIN -> handle(t, RangeWork.GMEM_RELEASE_BEGIN, At.BEGUN);
            case BEGUN -> {
                t.takeResult();
                yield handle(t, RangeWork.GMEM_RELEASE_END, At.ENDED);
            }
            case ENDED -> {
                t.takeResult();
                yield ret(t, 0);
            }
        };
    }

    private Go forget(Fx fx) {
        GmemBindings bindings = kvm.gmemBindings();
        if (bindings == null || slot == kvm.slots().size()) {
            return go(At.BEGIN);
        }
        boolean isBound =
                kvm.slots().slot(slot).hasGmem() && fx.read(slotsLock, bindings.word(slot)) == GmemBindings.BOUND;
        if (isBound) {
            fx.trace(Event.GMEM_BINDING, kvm.slots().slot(slot).id());
            bindings.set(slot, GmemBindings.UNBOUND, slotsLock, fx);
        }
        slot++;
        return go(At.FORGET);
    }

    private Go handle(KernelThread t, RangeWork work, Step then) {
        return call(t, new KvmHandleRange(kvm, work, 0, Long.MAX_VALUE, null), then);
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
    }
}
