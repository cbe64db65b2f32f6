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
        TdxMemory memory = context.memory();
        int epochParity = TlbTracking.parity(fx.own(memory.tdvps(vcpu(memory, fx, lp), TdvpsWord.EPOCH)));
        fx.add(memory.residence().word(), Residence.exitDelta(epochParity));
        fx.send(lp, new Tdx.EptViolation(gfn << 12, type, requestedLevel));
    }
}
