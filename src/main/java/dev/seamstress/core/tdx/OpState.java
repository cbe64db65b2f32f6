package dev.seamstress.core.tdx;

/**
 * A TD's operational state: which leaves it allows.
 *
 * <p>Shape: ordinals are the module's numbers.
 *
 * <p>Source: include/auto_gen/op_state_lookup.c; simplified: the eight states of live migration are missing.
 */
public enum OpState {
    UNINITIALIZED,
    INITIALIZED,
    RUNNABLE;

    private static final OpState[] VALUES = values();

    /** The state with this number. Requires: there is one. */
    static OpState of(long number) {
        return VALUES[(int) number];
    }
}
