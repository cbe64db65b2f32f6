package dev.seamstress.core.tdx;

import dev.seamstress.core.model.Costs;

/**
 * TDH.MNG.CREATE: makes the page in RCX the root of a new TD, with the HKID in RDX.
 *
 * <p>Source: tdh_mng_create.c; simplified: there is one TD and one HKID for it, whatever its number, and the TDR can be
 * the first frame only: of all others it says PAGE_METADATA_INCORRECT, unless the HKID is in use. Assumed: HKID 0 is
 * the host's, and there are 64.
 */
final class MngCreate extends HostLeaf {
    private static final long HKIDS = 64;

    MngCreate() {
        super(Costs.Kind.LIFE_CYCLE);
    }

    @Override
    long check(Call call) {
        boolean isFirst = call.page() >>> 12 == call.memory().tdrPfn();
        if (isFirst && call.locks().isTdrOfGuests()) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.RCX); // vCPUs in the guest have the lock of that page shared
        }
        long status = UnownedPage.check(call, OperandId.RCX);
        if (status != OK) {
            return status;
        }
        if (call.rdx() <= 0 || call.rdx() >= HKIDS) {
            return TdxStatus.OPERAND_INVALID.with(OperandId.RDX);
        }
        if (!call.locks().take(ModuleLock.KOT)) {
            return TdxStatus.OPERAND_BUSY.with(OperandId.KOT);
        }
        boolean isFree = LifeCycle.of(call.td(TdWord.LIFECYCLE)).isHkidFree();
        if (!isFree) {
            return TdxStatus.HKID_NOT_FREE.word();
        }
        return isFirst ? OK : TdxStatus.PAGE_METADATA_INCORRECT.with(OperandId.RCX);
    }

    @Override
    void commit(Call call) {
        OwnedPage.makeTdr(call);
        call.td(TdWord.LIFECYCLE, LifeCycle.HKID_ASSIGNED.ordinal());
    }
}
