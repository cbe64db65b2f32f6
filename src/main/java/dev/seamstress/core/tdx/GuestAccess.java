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

    /** One access, to its answer. One racy access if it makes the vCPU leave the guest. */
    static void touch(ModuleContext context, Fx fx, int lp, Tdx.Touch touch) {
        TdxMemory memory = context.memory();
        long gfn = Tdx.gfnOf(touch.rcx());
        int vcpu = GuestExit.vcpu(memory, fx, lp);
        if (touch.isProgress() && context.filtersSteps()) {
            Stepping.progress(memory, fx, vcpu);
        }
        int level = SecureEpt.walk(memory, fx, gfn, 0);
        long entry = fx.own(memory.entry(level, gfn));
        SeptState state = SeptEntry.state(entry);
        fx.trace(Event.EPT_WALK, gfn, level, state.ordinal());
        switch (state) {
            case MAPPED -> fx.send(lp, new Tdx.Hit(SeptEntry.pfn(entry) + (gfn & Level.pages(level + 1) - 1)));
            case PENDING -> pending(context, fx, lp, gfn);
            case FREE, NL_MAPPED, NL_BLOCKED, BLOCKED, PENDING_BLOCKED ->
                violation(context, fx, lp, gfn, Tdx.ExtendedQualification.NONE);
        }
    }

    private static void violation(ModuleContext context, Fx fx, int lp, long gfn, Tdx.ExtendedQualification type) {
        if (context.filtersSteps()) {
            Stepping.log(context.memory(), fx, GuestExit.vcpu(context.memory(), fx, lp), gfn);
        }
        GuestExit.eptViolation(context, fx, lp, gfn, type, 0);
    }

    private static void pending(ModuleContext context, Fx fx, int lp, long gfn) {
        switch (context.td().pendingAccess()) {
            case EXITS -> violation(context, fx, lp, gfn, Tdx.ExtendedQualification.PENDING);
            case RAISES_VE -> fx.send(lp, new Tdx.VirtualizationException(gfn << 12));
        }
    }
}
