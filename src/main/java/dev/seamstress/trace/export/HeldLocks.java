package dev.seamstress.trace.export;

import dev.seamstress.core.machine.Event;

/** Which spinning locks each machine holds: what the flags of a line in ftrace follow from. */
final class HeldLocks {
    private final int[] depths;
    private final EventText events;

    HeldLocks(Actors actors, EventText events) {
        this.depths = new int[actors.count()];
        this.events = events;
    }

    /** Takes an event, before its line is written. */
    void note(int actor, Event event, long lock, long holder) {
        if (event == Event.LOCK_GRANTED && isSpinning(lock) && holder >= 0 && holder < depths.length) {
            depths[(int) holder]++;
        } else if (event == Event.LOCK_RELEASED && isSpinning(lock)) {
            depths[actor] = Math.max(0, depths[actor] - 1);
        }
    }

    private boolean isSpinning(long lock) {
        String name = events.lock(lock);
        return name.equals("mmu_lock") || name.equals("tdp_mmu_pages_lock") || name.equals("pages_lock");
    }

    /** The five flags: irqs off, need-resched, interrupt context, preempt depth, migrate-disable. */
    void flags(StringBuilder out, int actor, Event event) {
        if (event == Event.KVM_ENTRY || event == Event.KVM_EXIT) {
            out.append("d..1.");
        } else {
            int depth = depths[actor];
            out.append("...")
                    .append(depth == 0 ? '.' : (char) ('0' + Math.min(depth, 9)))
                    .append('.');
        }
    }
}
