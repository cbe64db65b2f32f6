package dev.seamstress.check.invariant;

import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.mmu.PageFaultHandler;
import dev.seamstress.core.mmu.ZapReason;
import dev.seamstress.core.vm.Slot;
import java.util.List;

/** What the update of memslots may rely on. */
final class MemslotRules {
    static final List<Invariant> ALL = List.of(Invariant.always(
                    "V33",
                    "a memslot that goes away is zapped, and is gone, only when no fault has what it was before",
                    "kvm_swap_active_memslots(), its synchronize_srcu_expedited()")
            .onEvent(MemslotRules::hasNobodyTheValidSlot, Event.ZAP_BEGIN)
            .onEvent(MemslotRules::hasNobodyAValidSlotThatGoes, Event.ROOT_INVALIDATED)
            .onEvent(MemslotRules::hasNobodyTheOldSlot, Event.LOCK_RELEASED));

    private MemslotRules() {}

    /**
     * V33: when the zap for a memslot begins, no fault has found a gfn of it in a valid slot and goes on with that.
     *
     * <p>Source: kvm_invalidate_memslot().
     */
    private static String hasNobodyTheValidSlot(Look look) {
        return look.arg(0) == ZapReason.MEMSLOT.ordinal()
                ? holder(look, Slot.State.VALID, look.arg(1), look.arg(2))
                : null;
    }

    /**
     * V33: nor when the direct roots are thrown away for it.
     *
     * <p>Source: kvm_invalidate_memslot(), kvm_memslot_flush_zap_all().
     */
    private static String hasNobodyAValidSlotThatGoes(Look look) {
        return holderOfOne(look, Slot.State.INVALID, Slot.State.VALID);
    }

    /**
     * V33: when slots_lock is given back, no fault has an INVALID copy of a slot that is gone.
     *
     * <p>Source: kvm_set_memslot(), which frees the copy.
     */
    private static String hasNobodyTheOldSlot(Look look) {
        if (look.arg(0) != KernelLock.SLOTS_LOCK.number()) {
            return null;
        }
        return holderOfOne(look, Slot.State.NONE, Slot.State.INVALID);
    }

    /** Who goes on with a slot in state {@code had} that is in state {@code now}. */
    private static String holderOfOne(Look look, Slot.State now, Slot.State had) {
        for (int i = 0; i < look.kvm().slots().size(); i++) {
            Slot slot = look.kvm().slots().slot(i);
            boolean isNow =
                    look.kvm().slots().state(i, look.read(look.kvm().slots().word(i))) == now;
            long start = slot.range().start().value();
            String offence =
                    isNow ? holder(look, had, start, slot.range().endExclusive().value()) : null;
            if (offence != null) {
                return offence;
            }
        }
        return null;
    }

    private static String holder(Look look, Slot.State state, long start, long end) {
        for (int i = 0; i < look.threads(); i++) {
            KernelThread thread = look.thread(i);
            PageFaultHandler fault = thread.inside(PageFaultHandler.class);
            if (fault != null && fault.hasFound(state, start, end)) {
                return Text.name(look, i) + " goes on with the memslot of gfns " + Text.hex(start) + " to "
                        + Text.hex(end) + " as it was before";
            }
        }
        return null;
    }
}
