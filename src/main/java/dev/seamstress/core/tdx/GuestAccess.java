package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fx;

/**
 * A guest's access to a private GPA that its TLB does not know: the processor walks the secure EPT, and the module
 * handles the violation if there is one. One step, because a walk waits for nothing.
 *
 * <p>Source: td_ept_violation.c, td_ept_violation_exit(); simplified: GPAs are inside the GPAW, and pages grant all
 * rights or none.
 */
final class GuestAccess {
    private GuestAccess() {}

    /** One access at {@code gfn}, to its answer. One racy access if it makes the vCPU leave the guest. */
    static void touch(ModuleContext context, Fx fx, int lp, long gfn) {
        TdxMemory memory = context.memory();
        GuestExit.vcpu(memory, fx, lp);
        int level = SecureEpt.walk(memory, fx, gfn, 0);
        long entry = fx.own(memory.entry(level, gfn));
        SeptState state = SeptEntry.state(entry);
        fx.trace(Event.EPT_WALK, gfn, level, state.ordinal());
        switch (state) {
            case MAPPED -> fx.send(lp, new Tdx.Hit(SeptEntry.pfn(entry) + (gfn & Level.pages(level + 1) - 1)));
            case PENDING -> pending(context, fx, lp, gfn);
            case FREE, NL_MAPPED, NL_BLOCKED, BLOCKED, PENDING_BLOCKED ->
                GuestExit.eptViolation(context, fx, lp, gfn, Tdx.ExtendedQualification.NONE, 0);
        }
    }

    private static void pending(ModuleContext context, Fx fx, int lp, long gfn) {
        switch (context.td().pendingAccess()) {
            case EXITS -> GuestExit.eptViolation(context, fx, lp, gfn, Tdx.ExtendedQualification.PENDING, 0);
            case RAISES_VE -> fx.send(lp, new Tdx.VirtualizationException(gfn << 12));
        }
    }
}
