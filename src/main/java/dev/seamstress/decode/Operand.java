package dev.seamstress.decode;

import java.util.Locale;

/**
 * What the low half of a status word points at: a register, a field of TD_PARAMS, or one of the module's own objects.
 * {@link dev.seamstress.core.tdx.OperandId} has the part that the model uses; a test compares.
 *
 * <p>Source: include/auto_gen/tdx_error_codes_defs.h of module 1.5.01; TDVPX is in the first module only. Assumed: the
 * last two, which are later than 1.5.01, have the numbers that public tools give them.
 */
public enum Operand {
    RAX(0, "register RAX"),
    RCX(1, "register RCX"),
    RDX(2, "register RDX"),
    RBX(3, "register RBX"),
    RBP(5, "register RBP"),
    RSI(6, "register RSI"),
    RDI(7, "register RDI"),
    R8(8, "register R8"),
    R9(9, "register R9"),
    R10(10, "register R10"),
    R11(11, "register R11"),
    R12(12, "register R12"),
    R13(13, "register R13"),
    R14(14, "register R14"),
    R15(15, "register R15"),
    ATTRIBUTES(0x40, "ATTRIBUTES of TD_PARAMS"),
    XFAM(0x41, "XFAM of TD_PARAMS"),
    EXEC_CONTROLS(0x42, "EXEC_CONTROLS of TD_PARAMS"),
    EPTP_CONTROLS(0x43, "EPTP_CONTROLS of TD_PARAMS"),
    MAX_VCPUS(0x44, "MAX_VCPUS of TD_PARAMS"),
    CPUID_CONFIG(0x45, "a CPUID leaf of TD_PARAMS"),
    TSC_FREQUENCY(0x46, "TSC_FREQUENCY of TD_PARAMS"),
    NUM_L2_VMS(0x47, "NUM_L2_VMS of TD_PARAMS"),
    IA32_ARCH_CAPABILITIES_CONFIG(0x48, "IA32_ARCH_CAPABILITIES of TD_PARAMS"),
    PAGE(0x5F, "a page"),
    TDMR_INFO_PA(0x60, "the address of a TDMR's description"),
    GPA_LIST_ENTRY(0x61, "an entry of the list of GPAs"),
    MIG_BUFF_LIST_ENTRY(0x62, "an entry of the list of migration buffers"),
    NEW_PAGE_LIST_ENTRY(0x63, "an entry of the list of new pages"),
    TDR(0x80, "the TD's root page"),
    TDCX(0x81, "a page of the TD's control structure"),
    TDVPR(0x82, "the vCPU's root page"),
    TDVPX(0x83, "a page of the vCPU's state, in the first module"),
    REG_PAGE(0x84, "a page of the guest"),
    TDCS(0x90, "the TD's control structure"),
    TDVPS(0x91, "the vCPU's state"),
    SEPT_TREE(0x92, "the secure EPT as a tree"),
    SEPT_ENTRY(0x93, "a secure EPT entry"),
    RTMR(0xA8, "the run-time measurement registers"),
    TD_EPOCH(0xA9, "the TD's epoch"),
    L2_VAPIC_GPA(0xAA, "the virtual APIC page of an L2 VM"),
    MIGSC(0xAB, "a migration stream"),
    OP_STATE(0xAC, "the TD's operation state"),
    MIG(0xAD, "the migration"),
    SERVTD_BINDINGS(0xAE, "the bindings of service TDs"),
    METADATA_FIELD(0xB0, "a metadata field"),
    NUM_VCPUS(0xB1, "the number of vCPUs"),
    CPUID_FIXED0_BITMAP(0xB2, "the bits of CPUID that must be zero"),
    SYS(0xB8, "the module as a whole"),
    TDMR(0xB9, "a TDMR"),
    KOT(0xBA, "the key ownership table"),
    KET(0xBB, "the key encryption table"),
    WBCACHE(0xBC, "the write-back of caches");

    private static final Operand[] VALUES = values();

    private final int number;
    private final String what;

    Operand(int number, String what) {
        this.number = number;
        this.what = what;
    }

    /** The operand in a status word's low half, or null. */
    public static Operand of(long word) {
        for (Operand candidate : VALUES) {
            if (candidate.number == (int) word) {
                return candidate;
            }
        }
        return null;
    }

    /** The operand with that name, in any case, or null. */
    public static Operand named(String name) {
        for (Operand candidate : VALUES) {
            if (candidate.name().equals(name.toUpperCase(Locale.ROOT))) {
                return candidate;
            }
        }
        return null;
    }

    /** The number in bits 31:0. */
    public int number() {
        return number;
    }

    /** What it is, as a noun. */
    public String what() {
        return what;
    }
}
