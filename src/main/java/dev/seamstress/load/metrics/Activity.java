package dev.seamstress.load.metrics;

import java.util.Locale;

/** What a thread spends its time on; at every moment on one of these. */
public enum Activity {
    /** In the guest, or with nothing to do. */
    GUEST,
    /** On the way out of the guest. */
    EXIT,
    /** In KVM or userspace, without mmu_lock. */
    WORK,
    /** Waiting for a lock of the kernel. */
    LOCK_WAIT,
    /** Under mmu_lock: walking and changing the table. */
    WALK,
    /** In a SEAMCALL, or in an ACCEPT. */
    SEAMCALL,
    /** Waiting until other vCPUs have left the guest. */
    KICK,
    /** On an attempt to map a page that came to nothing, but for the wait for locks. */
    RETRY,
    /** On the way into the guest. */
    ENTRY;

    /** As results call it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
