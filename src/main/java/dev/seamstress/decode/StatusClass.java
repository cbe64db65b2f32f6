package dev.seamstress.decode;

/**
 * What a status word's class, bits 47:40, is about.
 *
 * <p>Source: include/auto_gen/tdx_error_codes_defs.h groups its codes so; Linux arch/x86/include/asm/tdx.h for 0xFF.
 */
public enum StatusClass {
    GENERAL(0x00, "general"),
    OPERAND(0x01, "invalid operand"),
    RESOURCE(0x02, "something is busy"),
    PAGE(0x03, "page metadata"),
    DEPENDENT(0x04, "dependent pages"),
    SYSTEM(0x05, "state of the module"),
    TD(0x06, "state of the TD"),
    VCPU(0x07, "state of the vCPU"),
    KEY(0x08, "keys and caches"),
    PLATFORM(0x09, "platform"),
    MEMORY(0x0A, "TDMRs and PAMT"),
    SEPT(0x0B, "secure EPT"),
    METADATA(0x0C, "metadata fields"),
    SERVICE_TD(0x0D, "service TDs"),
    MIGRATION(0x0E, "migration"),
    REPORT(0x10, "reports"),
    PARTITIONING(0x11, "TD partitioning"),
    SOFTWARE(0xFF, "made by software"),
    UNKNOWN(-1, "not known");

    private static final StatusClass[] VALUES = values();

    private final int number;
    private final String text;

    StatusClass(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The class of a status word; UNKNOWN if there is no such class. */
    public static StatusClass of(long word) {
        for (StatusClass candidate : VALUES) {
            if (candidate.number == (int) (word >>> 40 & 0xff)) {
                return candidate;
            }
        }
        return UNKNOWN;
    }

    /** For people. */
    public String text() {
        return text;
    }

    /** True if the low half of its words is no operand but says more in ways of its own. */
    boolean hasFreeLowHalf() {
        return this == PLATFORM || this == MEMORY || this == METADATA || this == UNKNOWN;
    }
}
