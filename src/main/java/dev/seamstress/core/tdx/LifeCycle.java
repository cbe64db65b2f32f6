package dev.seamstress.core.tdx;

/**
 * A TD's life cycle: the state of its key.
 *
 * <p>Shape: ordinals are the module's numbers. Source: td_control_structures.h, td_state of the TDR.
 */
public enum LifeCycle {
    HKID_ASSIGNED,
    KEYS_CONFIGURED,
    BLOCKED,
    TEARDOWN,
    /** There is no TD: the model's own, for a TDR page that is nobody's. */
    NONE;

    private static final LifeCycle[] VALUES = values();

    /** True if no TD has the HKID. Source: the state of its entry in the key ownership table, KOT. */
    boolean isHkidFree() {
        return this == TEARDOWN || this == NONE;
    }

    /** The state with this number. Requires: there is one. */
    static LifeCycle of(long number) {
        return VALUES[(int) number];
    }
}
