package dev.seamstress.load.job;

import dev.seamstress.core.model.Costs;
import java.util.Locale;

/** What takes time, beside the work of the TDX module that {@link Costs.Kind} lists. */
public enum Cost {
    /** From a guest's instruction to the host: the TD exit. */
    TDX_EXIT,
    /** What an entry of the guest costs more if its translations were flushed. */
    TDX_FLUSH,
    /** KVM's part of an exit that is not about what caused it. */
    KERNEL_EXIT,
    /** KVM's work on a page fault before it asks for mmu_lock, each time. */
    KERNEL_FAULT,
    /** From an attempt to map a page that came to nothing to the next one. */
    KERNEL_RETRY,
    /** KVM's walk of the page table under mmu_lock, of each attempt of a fault and of each zap. */
    KERNEL_WALK,
    /** KVM's work on an entry that it zaps. */
    KERNEL_ZAP,
    /** The host clears a page that the module has given back. */
    KERNEL_CLEAR,
    /** From KVM to userspace and back. */
    KERNEL_USERSPACE,
    /** The word of a lock, which one processor after the other changes. */
    LOCK_WORD,
    /** An interrupt to another processor. */
    IPI_FIRST,
    /** Each further one that is sent at once. */
    IPI_NEXT,
    /** The answer to an interrupt. */
    IPI_ACK,
    /** A guest's access to a page that it has. */
    GUEST_ACCESS;

    private static final String MODULE = "module.";

    /** The key in a table of costs. */
    public String key() {
        String name = name().toLowerCase(Locale.ROOT);
        int end = name.indexOf('_');
        return name.substring(0, end) + "." + name.substring(end + 1).replace('_', '-');
    }

    /** The key of a piece of the module's work. */
    public static String key(Costs.Kind kind) {
        return MODULE + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
