package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import java.util.List;

/** Walks that give mmu_lock back in the middle. */
final class WalkRules {
    static final List<Invariant> ALL = List.of(Invariant.always(
                    "V36",
                    "a walk that has yielded goes on at the root, with the gfn that it was at",
                    "tdp_mmu_iter_cond_resched(), tdp_iter_restart()")
            .onEvent(WalkRules::isRestartedWhereItWas, Event.WALK_RESTARTED));

    private WalkRules() {}

    /**
     * V36: after a yield the walk stands in the root, at the entry for the gfn that it was at, so that every gfn of its
     * range is visited. Source: tdp_iter.c, tdp_iter_restart().
     */
    private static String isRestartedWhereItWas(Look look) {
        long level = look.arg(0);
        long next = look.arg(2);
        if (level != look.shape().rootLevel()) {
            return Text.actor(look) + " goes on at level " + level + " after a yield, in a table that may be gone";
        }
        boolean isThere = next == look.arg(3) && look.arg(1) == Level.base((int) level, next);
        return isThere
                ? null
                : Text.actor(look) + " was at gfn " + Text.hex(look.arg(3)) + " before a yield and goes on at "
                        + Text.hex(next);
    }
}
