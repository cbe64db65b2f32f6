package dev.seamstress.core.thread;

import dev.seamstress.core.tdx.Tdx.ExtendedQualification;

/**
 * Why the guest was left.
 *
 * <p>Shape: {@code gpa} with the shared bit. {@code qualification}: read, write, fetch in bits 2:0, what the entry
 * allowed in bits 5:3. {@code type}: what the TDX module adds; NONE where it has no part.
 */
record Exit(Reason reason, long gpa, long qualification, ExtendedQualification type) {
    /** An interrupt that has nothing to do with the guest's memory. */
    static final Exit INTERRUPT = new Exit(Reason.EXTERNAL_INTERRUPT, 0, 0, ExtendedQualification.NONE);

    /** Host priority has refused the guest for too long. */
    static final Exit PRIORITY_TIMEOUT = new Exit(Reason.NONE, 0, 0, ExtendedQualification.NONE);

    /** The basic exit reason. */
    enum Reason {
        EPT_VIOLATION(48),
        /** An MMIO entry of a VM that is no TD. */
        EPT_MISCONFIG(49),
        /** The host interrupted the guest. */
        EXTERNAL_INTERRUPT(1),
        /** A hypercall of a VM that is no TD. */
        VMCALL(18),
        /** TDG.VP.VMCALL. */
        TDCALL(77),
        /** None: the module says HOST_PRIORITY_BUSY_TIMEOUT. Source: tdx.c, tdx_to_vmx_exit_reason(). */
        NONE(-1);

        private final int number;

        Reason(int number) {
            this.number = number;
        }

        long number() {
            return Integer.toUnsignedLong(number);
        }
    }

    /** The extended exit qualification's type as a number. */
    long typeNumber() {
        return switch (type) {
            case NONE -> 0;
            case ACCEPT -> 1;
            case PENDING -> 6;
        };
    }
}
