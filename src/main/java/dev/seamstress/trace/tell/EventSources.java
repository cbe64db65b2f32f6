package dev.seamstress.trace.tell;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.trace.log.LogEntry.Told;
import java.util.Locale;

/**
 * Where the rule behind an event is from, as far as the event itself tells: the file of the module's leaf, or what
 * grants locks and roots. Which of the kernel's functions a thread is in it does not tell.
 */
final class EventSources {
    private EventSources() {}

    /** The source; empty if the event does not tell it. */
    static String of(Told told) {
        return switch (told.event()) {
            case SEAMCALL_BEGIN, SEAMCALL_DONE, SEAMCALL_BUSY -> file(told);
            case LOCK_GRANTED -> lock(told.word(0));
            case EPT_WALK -> "the processor";
            case ROOT_FOUND, ROOT_INSERTED -> "kvm_tdp_mmu_alloc_root";
            case ROOT_REMOVED -> "kvm_tdp_mmu_put_root";
            default ->
                told.event().text().startsWith("kvm_") ? "trace_" + told.event().text() : "";
        };
    }

    /** What grants a lock of that name. */
    private static String lock(String name) {
        return switch (name) {
            case "mmu_lock" -> "qrwlock.c";
            case "mmap_lock", "invalidate_lock" -> "rwsem.c";
            case "srcu" -> "srcutree.c";
            default -> "mutex.c";
        };
    }

    /** {@code tdh_mem_page_aug.c}. */
    private static String file(Told told) {
        return leaf(told).toLowerCase(Locale.ROOT).replace('.', '_') + ".c";
    }

    /** The leaf's name, of an event about a call. */
    static String leaf(Told told) {
        return told.word(0).split("@", 2)[0];
    }

    /** True if the event is about a call. */
    static boolean isCall(Told told) {
        return told.event() == Event.SEAMCALL_BEGIN
                || told.event() == Event.SEAMCALL_DONE
                || told.event() == Event.SEAMCALL_BUSY;
    }

    /** True if the call of the event is about a page or an entry. */
    static boolean hasPage(Told told) {
        String leaf = leaf(told);
        for (Leaf each : Leaf.values()) {
            if (each.text().equals(leaf)) {
                return each.hasPageInfo() || told.number(1) != 0;
            }
        }
        return told.number(1) != 0;
    }
}
