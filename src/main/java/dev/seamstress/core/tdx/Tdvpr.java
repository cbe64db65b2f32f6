package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.Fx;

/**
 * The operand that names a vCPU: its number, or the host physical address of the page that TDH.VP.CREATE made its
 * TDVPR. A call keeps the number.
 *
 * <p>Source: helpers.c, check_and_lock_explicit_4k_private_hpa() with PT_TDVPR; simplified: a vCPU that was there from
 * the start has a number and no page.
 */
final class Tdvpr {
    /** In place of a number: why there is none. */
    private static final int NOT_A_TDVPR = -1;

    private static final int NO_PAGE = -2;
    private static final int OUTSIDE = -3;
    private static final long FIRST_ADDRESS = 1 << 12;

    private Tdvpr() {}

    /**
     * The number of the vCPU that a call is about, or a negative one that says why there is none; VP.CREATE finds one
     * when it has come so far.
     */
    static int number(TdxMemory memory, Fx fx, Tdx.Seamcall message) {
        return switch (message.leaf()) {
            case TDH_VP_CREATE -> NOT_A_TDVPR;
            case TDH_VP_ADDCX -> number(memory, fx, message.rdx());
            default -> number(memory, fx, message.rcx());
        };
    }

    /**
     * The lowest number that no vCPU has, and that none is just getting; negative if there is none.
     *
     * @param wanted one more than the number that it has to be, or 0 for any
     */
    static int free(TdxMemory memory, Fx fx, long wanted) {
        int first = wanted == 0 ? 0 : (int) wanted - 1;
        int end = wanted == 0 ? memory.sizes().vcpus() : (int) wanted;
        for (int vcpu = first; vcpu < end; vcpu++) {
            boolean isAbsent = VcpuState.isAbsent(fx.own(memory.tdvps(vcpu, TdvpsWord.STATE)));
            if (isAbsent && ShareX.isFree(fx.own(memory.tdvps(vcpu, TdvpsWord.LOCK)))) {
                return vcpu;
            }
        }
        return NOT_A_TDVPR;
    }

    private static int number(TdxMemory memory, Fx fx, long operand) {
        if (operand >= 0 && operand < FIRST_ADDRESS) {
            return operand < memory.sizes().vcpus() ? (int) operand : NOT_A_TDVPR;
        }
        if (!Hpa.isPage(operand)) {
            return NO_PAGE;
        }
        for (int vcpu = 0; vcpu < memory.sizes().vcpus(); vcpu++) {
            if (VcpuState.tdvprPfn(fx.own(memory.tdvps(vcpu, TdvpsWord.STATE))) == operand >>> 12) {
                return vcpu;
            }
        }
        return memory.hasFrame(operand >>> 12) ? NOT_A_TDVPR : OUTSIDE;
    }

    /** There is such a vCPU; else the status that says why not. */
    static long check(Call call, OperandId operand) {
        int vcpu = (int) call.rcx();
        if (vcpu < 0) {
            return switch (vcpu) {
                case NO_PAGE -> TdxStatus.OPERAND_INVALID.with(operand);
                case OUTSIDE -> TdxStatus.OPERAND_ADDR_RANGE_ERROR.with(operand);
                default -> TdxStatus.PAGE_METADATA_INCORRECT.with(operand);
            };
        }
        boolean isAbsent = VcpuState.isAbsent(state(call));
        return isAbsent ? TdxStatus.PAGE_METADATA_INCORRECT.with(operand) : LeafFunction.OK;
    }

    /** The same, and it can be locked exclusively. */
    static long lock(Call call, OperandId operand) {
        long status = check(call, operand);
        if (status != LeafFunction.OK) {
            return status;
        }
        if (!call.locks().take(ModuleLock.TDVPR)) {
            return TdxStatus.OPERAND_BUSY.with(operand);
        }
        return LeafFunction.OK;
    }

    /** True if some call has locked the vCPU whose root the page is. */
    static boolean isHeld(Call call, long pfn) {
        for (int vcpu = 0; vcpu < call.memory().sizes().vcpus(); vcpu++) {
            long state = call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.STATE));
            long lock = call.fx().own(call.memory().tdvps(vcpu, TdvpsWord.LOCK));
            if (VcpuState.tdvprPfn(state) == pfn && !ShareX.isFree(lock)) {
                return true;
            }
        }
        return false;
    }

    /** The {@link VcpuState} of the call's vCPU. */
    static long state(Call call) {
        return call.fx().own(word(call));
    }

    static void state(Call call, long value) {
        call.fx().own(word(call), value);
    }

    private static long word(Call call) {
        return call.memory().tdvps((int) call.rcx(), TdvpsWord.STATE);
    }
}
