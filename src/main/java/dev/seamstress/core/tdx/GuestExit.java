package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.ModelBug;

/** The synchronous TD exits: those that the module itself makes. */
final class GuestExit {
    private GuestExit() {}

    /** The vCPU that runs on {@code lp}. Errors: {@link ModelBug} if none ever entered there. */
    static int vcpu(TdxMemory memory, Fx fx, int lp) {
        long association = fx.own(memory.call(lp, CallWord.ASSOCIATION));
        if (association == 0) {
            throw new ModelBug("lp " + lp + " runs no vCPU");
        }
        return Association.vcpu(association, lp);
    }

    /**
     * A TD exit by an EPT violation: takes back the TDR hold and the epoch count. One racy access.
     *
     * <p>Source: td_exit.c, tdx_vmm_post_exit and async_tdexit_ept_violation().
     */
    static void eptViolation(
            ModuleContext context, Fx fx, int lp, long gfn, Tdx.ExtendedQualification type, int requestedLevel) {
        leave(context, fx, lp);
        fx.send(lp, new Tdx.EptViolation(gfn << 12, type, requestedLevel));
    }

    /** A TD exit because host priority has refused the guest for too long. One racy access. */
    static void priorityTimeout(ModuleContext context, Fx fx, int lp) {
        leave(context, fx, lp);
        fx.send(lp, new Tdx.PriorityTimeout());
    }

    private static void leave(ModuleContext context, Fx fx, int lp) {
        TdxMemory memory = context.memory();
        countOut(memory, fx, vcpu(memory, fx, lp));
    }

    /** Takes back what {@link VpEnter} has counted, in the epoch of that. One racy access. */
    static void countOut(TdxMemory memory, Fx fx, int vcpu) {
        int epochParity = TlbTracking.parity(fx.own(memory.tdvps(vcpu, TdvpsWord.EPOCH)));
        fx.add(memory.residence().word(), Residence.exitDelta(epochParity));
    }
}
