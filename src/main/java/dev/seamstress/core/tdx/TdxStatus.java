package dev.seamstress.core.tdx;

import dev.seamstress.core.machine.ModelBug;

/**
 * The completion codes of the module. What travels in RAX is a {@code long}: a code in bits 63:32, and in bits 31:0 an
 * operand or a detail.
 *
 * <p>Shape: bit 63 error, bit 62 not recoverable, bit 61 fatal. A word with bits 63 and 62 clear is of the success
 * class, which is more than {@link #SUCCESS}.
 *
 * <p>Source: include/auto_gen/tdx_error_codes_defs.h.
 */
public enum TdxStatus {
    SUCCESS(0x00000000),
    NON_RECOVERABLE_VCPU(0x40000001),
    NON_RECOVERABLE_TD(0x60000002),
    INTERRUPTED_RESUMABLE(0x80000003),
    INTERRUPTED_RESTARTABLE(0x80000004),
    OPERAND_INVALID(0xC0000100),
    OPERAND_ADDR_RANGE_ERROR(0xC0000101),
    OPERAND_BUSY(0x80000200),
    PREVIOUS_TLB_EPOCH_BUSY(0x80000201),
    SYS_BUSY(0x80000202),
    RND_NO_ENTROPY(0x80000203),
    OPERAND_BUSY_HOST_PRIORITY(0x80000204),
    HOST_PRIORITY_BUSY_TIMEOUT(0x90000205),
    PAGE_METADATA_INCORRECT(0xC0000300),
    TD_ASSOCIATED_PAGES_EXIST(0xC0000400),
    SYS_NOT_READY(0xC0000505),
    SYS_SHUTDOWN(0xC0000506),
    TD_FATAL(0xE0000604),
    TDCS_NOT_ALLOCATED(0xC0000606),
    LIFECYCLE_STATE_INCORRECT(0xC0000607),
    OP_STATE_INCORRECT(0xC0000608),
    NO_VCPUS(0xC0000609),
    TDCX_NUM_INCORRECT(0xC0000610),
    VCPU_STATE_INCORRECT(0xC0000700),
    VCPU_ASSOCIATED(0x80000701),
    VCPU_NOT_ASSOCIATED(0x80000702),
    MAX_VCPUS_EXCEEDED(0xC0000705),
    TD_KEYS_NOT_CONFIGURED(0x80000810),
    KEY_STATE_INCORRECT(0xC0000811),
    KEY_CONFIGURED(0x00000815),
    WBCACHE_NOT_COMPLETE(0x80000817),
    HKID_NOT_FREE(0xC0000820),
    NO_HKID_READY_TO_WBCACHE(0x00000821),
    WBCACHE_RESUME_ERROR(0xC0000823),
    FLUSHVP_NOT_DONE(0x80000824),
    EPT_WALK_FAILED(0xC0000B00),
    EPT_ENTRY_FREE(0xC0000B01),
    EPT_ENTRY_NOT_FREE(0xC0000B02),
    EPT_ENTRY_NOT_PRESENT(0xC0000B03),
    EPT_ENTRY_NOT_LEAF(0xC0000B04),
    EPT_ENTRY_LEAF(0xC0000B05),
    GPA_RANGE_NOT_BLOCKED(0xC0000B06),
    GPA_RANGE_ALREADY_BLOCKED(0x00000B07),
    TLB_TRACKING_NOT_DONE(0xC0000B08),
    EPT_INVALID_PROMOTE_CONDITIONS(0xC0000B09),
    PAGE_ALREADY_ACCEPTED(0x00000B0A),
    PAGE_SIZE_MISMATCH(0xC0000B0B),
    EPT_ENTRY_STATE_INCORRECT(0xC0000B0D),
    EPT_PAGE_NOT_FREE(0xC0000B0E),
    L2_SEPT_WALK_FAILED(0xC0000B0F),
    L2_SEPT_PAGE_NOT_PROVIDED(0xC0000B12);

    /** In RAX after a TD exit by an EPT violation: the exit reason, in the success class. */
    public static final long EXIT_EPT_VIOLATION = 48;

    private static final TdxStatus[] VALUES = values();
    private static final OperandId[] OPERANDS = OperandId.values();

    private final int code;

    TdxStatus(int code) {
        this.code = code;
    }

    /** The word with nothing in its low half. */
    public long word() {
        return (long) code << 32;
    }

    /** The word that blames {@code operand}. */
    public long with(OperandId operand) {
        return word() | operand.number();
    }

    /** The word with {@code detail}, a number that fits 32 bits, in its low half. */
    public long with(int detail) {
        return word() | detail & 0xFFFF_FFFFL;
    }

    /** True if {@code status} carries this code, whatever its low half. */
    public boolean is(long status) {
        return (int) (status >>> 32) == code;
    }

    /** The code of a status word. Errors: {@link ModelBug} if it is none of the module's. */
    public static TdxStatus of(long status) {
        for (TdxStatus candidate : VALUES) {
            if (candidate.is(status)) {
                return candidate;
            }
        }
        throw new ModelBug("not a status word: 0x" + Long.toHexString(status));
    }

    /**
     * True for OPERAND_BUSY, whichever the operand.
     *
     * <p>Source: tdx.c, tdx_operand_busy().
     */
    public static boolean isBusy(long status) {
        return OPERAND_BUSY.is(status);
    }

    /** True if a lock refused the call: OPERAND_BUSY with or without host priority. */
    public static boolean isRefusedByLock(long status) {
        return OPERAND_BUSY.is(status) || OPERAND_BUSY_HOST_PRIORITY.is(status);
    }

    /** True if the word says no error: SUCCESS, or one of the codes that mean "nothing to do". */
    public static boolean isSuccessClass(long status) {
        return status >>> 62 == 0;
    }

    /**
     * A status word as people write it: {@code OPERAND_BUSY|SEPT_TREE}; with a level, {@code PAGE_SIZE_MISMATCH|0};
     * with an exit reason, {@code SUCCESS|48}.
     */
    public static String name(long status) {
        TdxStatus code = of(status);
        int low = (int) status;
        if (code == PAGE_ALREADY_ACCEPTED || code == PAGE_SIZE_MISMATCH) {
            return code.name() + "|" + low;
        }
        if (low == 0) {
            return code.name();
        }
        return code.name() + "|" + (code == SUCCESS ? Integer.toString(low) : operandName(low));
    }

    private static String operandName(int number) {
        for (OperandId operand : OPERANDS) {
            if (operand.number() == number) {
                return operand.name();
            }
        }
        return "0x" + Integer.toHexString(number);
    }
}
