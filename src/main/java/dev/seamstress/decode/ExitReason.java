package dev.seamstress.decode;

/**
 * Why a vCPU left the guest, as far as a TD can: the low half of what TDH.VP.ENTER returns.
 *
 * <p>Source: Linux arch/x86/include/uapi/asm/vmx.h; bit 31 says that the entry failed.
 */
public enum ExitReason {
    EXCEPTION_NMI(0, "an exception or NMI"),
    EXTERNAL_INTERRUPT(1, "an external interrupt; a kick is one"),
    TRIPLE_FAULT(2, "a triple fault"),
    INIT_SIGNAL(3, "an INIT signal"),
    OTHER_SMI(6, "an SMI"),
    INTERRUPT_WINDOW(7, "an interrupt window"),
    CPUID(10, "the instruction"),
    HLT(12, "the instruction; the vCPU waits for an interrupt"),
    INVD(13, "the instruction"),
    VMCALL(18, "the instruction; what a TD asks for by TDG.VP.VMCALL comes as TDCALL"),
    CR_ACCESS(28, "an access to a control register"),
    IO_INSTRUCTION(30, "an I/O instruction"),
    MSR_READ(31, "RDMSR"),
    MSR_WRITE(32, "WRMSR"),
    INVALID_STATE(33, "guest state that cannot be entered"),
    MCE_DURING_VMENTRY(41, "a machine check during the entry"),
    EPT_VIOLATION(48, "an EPT violation"),
    EPT_MISCONFIG(49, "an EPT misconfiguration: MMIO"),
    PREEMPTION_TIMER(52, "the preemption timer"),
    WBINVD(54, "the instruction"),
    APIC_WRITE(56, "a write to the APIC"),
    BUS_LOCK(74, "a bus lock"),
    NOTIFY(75, "a notification that no event came"),
    SEAMCALL(76, "the instruction"),
    TDCALL(77, "a TDCALL that goes to the host");

    static final long FAILED_ENTRY = 1L << 31;

    private static final ExitReason[] VALUES = values();

    private final int number;
    private final String text;

    ExitReason(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The reason in a status word's low half, or null if no TD exits so. */
    public static ExitReason of(long word) {
        for (ExitReason candidate : VALUES) {
            if (candidate.number == (word & 0xFFFF_FFFFL & ~FAILED_ENTRY)) {
                return candidate;
            }
        }
        return null;
    }

    /** The reason of that name, or null. */
    static ExitReason named(String name) {
        for (ExitReason candidate : VALUES) {
            if (candidate.name().equalsIgnoreCase(name)) {
                return candidate;
            }
        }
        return null;
    }

    /** The basic exit reason. */
    public int number() {
        return number;
    }

    /** For people. */
    public String text() {
        return text;
    }
}
