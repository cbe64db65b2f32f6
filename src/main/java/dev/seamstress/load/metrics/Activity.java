package dev.seamstress.load.metrics;

import java.util.Locale;

/** What a thread spends its time on; at every moment on one of these. */
public enum Activity {
    /** In the guest, or with nothing to do. */
    GUEST("the guest itself"),
    /** On the way out of the guest. */
    EXIT("exits of the guest"),
    /** In KVM or userspace, without mmu_lock. */
    WORK("work of KVM without mmu_lock"),
    /** Waiting for a lock of the kernel. */
    LOCK_WAIT("waits for locks"),
    /** Under mmu_lock: walking and changing the table. */
    WALK("work under mmu_lock"),
    /** In a SEAMCALL, or in an ACCEPT. */
    SEAMCALL("TDX calls"),
    /** Waiting until other vCPUs have left the guest. */
    KICK("waits for kicked vCPUs"),
    /** On an attempt to map a page that came to nothing, but for the wait for locks. */
    RETRY("attempts that came to nothing"),
    /** On the way into the guest. */
    ENTRY("entries of the guest");

    private final String text;

    Activity(String text) {
        this.text = text;
    }

    /** What it is, for people. */
    public String text() {
        return text;
    }

    /** As results call it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
