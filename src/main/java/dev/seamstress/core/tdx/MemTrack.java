package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MEM.TRACK: begins a new TD epoch. It interrupts no one; that is the host's to do. RCX is the TDR.
 *
 * <p>Its one racy access, of who is in the guest, is in the step that checks. From then on the epoch lock keeps vCPUs
 * out, so the count of the epoch before can only fall until the commit.
 *
 * <p>Source: tdh_mem_track.c.
 */
final class MemTrack extends HostLeaf {
    MemTrack() {
        super(Costs.Kind.TRACK);
    }

    @Override
    long check(Call call) {
        long status = TdChecks.initializedTd(call, call.rcx(), OperandId.RCX);
        if (status != OK) {
            return status;
        }
        if (!call.locks().take(ModuleLock.EPOCH)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.TD_EPOCH);
        }
        long residence = call.fx().read(call.memory().residence().word());
        int before = TlbTracking.parity(call.td(TdWord.EPOCH) - 1);
        boolean isBusy = Residence.refcount(residence, before) != 0;
        return isBusy ? TdxStatus.PREVIOUS_TLB_EPOCH_BUSY.word() : OK;
    }

    @Override
    void commit(Call call) {
        call.td(TdWord.EPOCH, call.td(TdWord.EPOCH) + 1);
    }
}
