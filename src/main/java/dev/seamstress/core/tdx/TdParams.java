package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Gpaw;

/**
 * What a TD is created with.
 *
 * <p>Source: TD_PARAMS of TDH.MNG.INIT.
 */
public record TdParams(Gpaw gpaw, PendingAccess pendingAccess) {
    /** What an access to a PENDING page does. */
    public enum PendingAccess {
        /** ATTRIBUTES.SEPT_VE_DISABLE is set: a TD exit. Linux requires it. */
        EXITS,
        /** A #VE in the guest. */
        RAISES_VE
    }
}
