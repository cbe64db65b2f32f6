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
    TEARDOWN
}
