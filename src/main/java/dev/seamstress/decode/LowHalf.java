package dev.seamstress.decode;

/**
 * What bits 31:0 of a status word hold; that depends on its code.
 *
 * <p>Source: include/auto_gen/tdx_error_codes_defs.h, the operands; Linux arch/x86/include/asm/tdx.h, TDX_SW_ERROR.
 */
enum LowHalf {
    /** An operand's number. Zero is RAX, or that there is none. */
    OPERAND,
    /** Why the vCPU left the guest. */
    EXIT_REASON,
    /** A level of the secure EPT. */
    LEVEL,
    /** An MSR's number. */
    MSR,
    /** Why Linux could not make the call. */
    LINUX,
    /** Something else, which differs from code to code. */
    DETAIL;

    /** As a noun, for people. */
    String text() {
        return switch (this) {
            case OPERAND -> "an operand";
            case EXIT_REASON -> "an exit reason";
            case LEVEL -> "a level";
            case MSR -> "the number of an MSR";
            case LINUX -> "a cause";
            case DETAIL -> "a detail of this code";
        };
    }

    /** What the name of a word ends with, {@code |} included; empty if the code says it all. */
    String suffix(long word) {
        long low = word & 0xFFFF_FFFFL;
        return switch (this) {
            case LEVEL -> "|" + low;
            case EXIT_REASON -> low == 0 ? "" : "|" + (ExitReason.of(low) == null ? hex(low) : exit(low));
            case OPERAND ->
                low == 0
                        ? ""
                        : "|"
                                + (Operand.of(low) == null
                                        ? hex(low)
                                        : Operand.of(low).name());
            case MSR, DETAIL -> low == 0 ? "" : "|" + hex(low);
            case LINUX -> "|" + (linux(low) == null ? hex(low) : linux(low));
        };
    }

    private static String exit(long low) {
        return (low & ~ExitReason.FAILED_ENTRY) + ((low & ExitReason.FAILED_ENTRY) == 0 ? "" : "|failed entry");
    }

    /** What bits 31:0 of {@code word} mean, as a noun; empty if they mean nothing. */
    String meaning(long word) {
        long low = word & 0xFFFF_FFFFL;
        return switch (this) {
            case LEVEL -> !SeptLevel.exists(low) ? "" : SeptLevel.text((int) low);
            case EXIT_REASON -> exitMeaning(low);
            case OPERAND -> operandMeaning(low);
            case MSR -> "MSR " + hex(low);
            case DETAIL -> low == 0 ? "" : "a detail of this code";
            case LINUX -> linux(low) == null ? "" : linuxMeaning(low);
        };
    }

    private static String exitMeaning(long low) {
        ExitReason reason = ExitReason.of(low);
        if (reason == null) {
            return "";
        }
        return (low == 0 ? "no exit, or " : "") + "exit reason " + reason.name() + ", " + reason.text()
                + ((low & ExitReason.FAILED_ENTRY) == 0 ? "" : "; the entry failed");
    }

    private static String operandMeaning(long low) {
        if (low == 0) {
            return "no operand, or RAX";
        }
        return Operand.of(low) == null ? "" : Operand.of(low).what();
    }

    /** True if the module or Linux can have put that there. */
    boolean isExplained(long word) {
        return this == DETAIL || !meaning(word).isEmpty();
    }

    private static String linux(long low) {
        return switch ((int) low) {
            case 6 -> "SEAMCALL_UD";
            case 13 -> "SEAMCALL_GP";
            case 0xFFFE0000 -> "SEAMCALL_VMFAILVALID";
            case 0xFFFF0000 -> "SEAMCALL_VMFAILINVALID";
            default -> null;
        };
    }

    private static String linuxMeaning(long low) {
        return switch ((int) low) {
            case 6 -> "#UD: VMX is off on this processor";
            case 13 -> "#GP: the firmware has not turned TDX on";
            case 0xFFFE0000 -> "VMfailValid: the module could not be entered";
            default -> "VMfailInvalid: no module is loaded, or it is gone";
        };
    }

    static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
