package dev.seamstress.trace.tell;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.mmu.RootTypes;
import dev.seamstress.trace.export.Actors;
import dev.seamstress.trace.export.Ascii;
import dev.seamstress.trace.export.RacePlaces;
import dev.seamstress.trace.filter.PageWords;
import dev.seamstress.trace.log.LogEntry;
import dev.seamstress.trace.log.LogEntry.Told;
import dev.seamstress.trace.log.ToldCall;

/** What an event says, as the part of a sentence that stands behind whoever did it; empty if others say it. */
final class Clauses {
    private static final int PAGE_SHIFT = 12;

    private final PageNames pages;
    private final Actors actors;

    Clauses(PageNames pages, Actors actors) {
        this.pages = pages;
        this.actors = actors;
    }

    /** {@code tree}: of the page table that the event is about, {@code mirror} or {@code direct}; empty if unknown. */
    String of(Told told, String tree) {
        return Ascii.escape(text(told, tree));
    }

    /** What a store to a page table is, of which no event tells. */
    String of(LogEntry.Entry e) {
        return "changes the " + e.tree() + " entry of " + pages.entry(e.gfn(), e.level()) + ": "
                + RacePlaces.change(e.old(), e.next(), e.level());
    }

    private String text(Told e, String tree) {
        return switch (e.event()) {
            case OPERATION_BEGIN -> "begins `" + e.word(0) + "`";
            case OPERATION_END -> "ends `" + e.word(0) + "`: " + e.word(1);
            case COLUMN_END -> e.word(0).equals("done") ? "has nothing more to do" : "stops: " + e.word(0);
            case GUEST_ACCESS -> "lets the guest " + e.word(0) + " " + page(e, 1) + content(e);
            case CONTENT_LOST ->
                "loses the content of " + page(e, 0) + ": " + e.word(2) + " is found, and " + e.word(1) + " was there";
            case KVM_ENTRY -> "goes to enter the guest";
            case KVM_EXIT -> "leaves the guest: " + e.word(0);
            case KVM_PAGE_FAULT -> "begins to handle a fault on " + fault(e.number(0));
            case KVM_MMU_SPTE_REQUESTED -> "wants " + entry(e, 0, 2) + " mapped to pfn " + e.word(1);
            case KVM_MMU_GET_PAGE -> "takes a new page table for " + table(e);
            case KVM_MMU_PREPARE_ZAP_PAGE -> "takes the page table of " + table(e) + " out";
            case KVM_TDP_MMU_SPTE_CHANGED ->
                "changes " + sptep(e, tree) + ": " + RacePlaces.change(e.number(2), e.number(3), level(e));
            case MARK_MMIO_SPTE -> "marks " + page(e, 0) + " as MMIO";
            case HANDLE_MMIO_PAGE_FAULT -> "takes the access to " + page(e, 1) + " for one to a device";
            case KVM_USERSPACE_EXIT -> "goes back to userspace" + errno(e);
            case MEMORY_FAULT -> "reports a memory fault at " + page(e, 0) + " to userspace";
            case SPTE_FROZEN ->
                "freezes " + sptep(e, tree) + ", which was " + value(e) + ": it alone may change it now";
            case SPTE_PUBLISHED -> "settles " + sptep(e, tree) + ": " + value(e);
            case SPTE_ROLLED_BACK -> "puts " + sptep(e, tree) + " back to " + value(e);
            case FAULT_RETRY -> "gives up the fault on " + page(e, 0) + " and will try again (" + e.word(1) + ")";
            case FAULT_DONE -> "is done with the fault on " + page(e, 0) + ": " + e.word(1);
            case LEAF_INSTALLED ->
                "has mapped " + page(e, 0) + " by what it looked up when the invalidation sequence was " + e.word(1);
            case ROOT_FOUND -> "finds a root, " + root(e);
            case ROOT_INSERTED -> "puts a new root on the list, " + root(e);
            case ROOT_INVALIDATED -> "makes a root invalid, " + root(e);
            case ROOT_REMOVED -> "takes a root off the list, as nobody holds it, " + root(e);
            case ROOT_VISITED, ROOT_FREED, FAST_PAGE_FAULT, LOCKLESS_READ, TABLE_FREED -> underRcu(e);
            case WALK_RESTARTED -> "begins its walk again";
            case KVM_UNMAP_HVA_RANGE -> "is told that the host takes memory from " + e.word(0) + " to " + e.word(1);
            case INVALIDATE_BEGIN -> "begins to invalidate " + pages.range(e.number(0), e.number(1));
            case INVALIDATE_END -> "ends the invalidation: the sequence is " + e.word(0);
            case ZAP_BEGIN ->
                "begins to zap " + pages.range(e.number(1), e.number(2)) + " in " + roots(e.number(3)) + " ("
                        + e.word(0) + ")";
            case ZAP_END -> "ends the zap (" + e.word(0) + ")";
            case NOTHING_ZAPPED -> "zaps nothing for " + e.word(0) + ": " + e.word(1);
            case GMEM_BINDING -> "follows guest_memfd's binding to memslot " + e.word(0);
            case MEMSLOT_PUBLISHED -> "publishes memslot " + e.word(0) + ": " + e.word(1);
            case ATTRIBUTE_SET -> "sets the attribute of " + page(e, 0) + " to " + e.word(1);
            case PAGE_CLEARED -> "clears the page at pfn " + e.word(0) + ", which the module has given back";
            case PAGE_FREED -> "gives the host's page of " + page(e, 0) + " away, pfn " + e.word(1);
            case REQUEST_MADE,
                    KICK_DONE,
                    VCPU_KICKED,
                    SIGNALLED,
                    FLUSH_DONE,
                    TLB_FILLED,
                    TLB_FLUSHED,
                    LOCK_REQUESTED,
                    LOCK_GRANTED,
                    LOCK_RELEASED,
                    SEAMCALL_BEGIN,
                    SEAMCALL_DONE,
                    SEAMCALL_BUSY,
                    SEPT_CHANGED,
                    EPT_WALK -> between(e);
            case BUG_ON -> "runs into KVM_BUG_ON(" + e.word(0) + "), detail " + e.word(1);
            case WARN_ON -> "runs into WARN_ON(" + e.word(0) + "), detail " + e.word(1);
            case VM_DEAD -> "marks the VM dead";
            case MMU_UNINIT ->
                "is done with the MMU: " + e.word(0) + (e.number(0) == 1 ? " root is" : " roots are") + " left";
            case KVM_MMU_SET_SPTE -> "";
        };
    }

    /** What goes on between threads, the processors and the module. */
    private String between(Told e) {
        return switch (e.event()) {
            case REQUEST_MADE -> "requests " + e.word(0) + " of all vCPUs";
            case KICK_DONE -> "knows that every vCPU has been out of the guest since its request of " + e.word(0);
            case VCPU_KICKED -> "kicks vCPU " + e.word(0) + " out of the guest";
            case SIGNALLED -> "sends a signal to the thread of vCPU " + e.word(0);
            case FLUSH_DONE -> "knows that all vCPUs have flushed, or will before they enter the guest";
            case TLB_FILLED -> "has a translation of " + page(e, 0) + " in its TLB now, the " + e.word(1) + " side";
            case TLB_FLUSHED -> "flushes its TLB, the " + e.word(0) + " side";

            case LOCK_REQUESTED -> "asks for " + e.word(0) + " for " + e.word(1);
            case LOCK_GRANTED ->
                (e.number(2) == e.actor()
                                ? "takes " + e.word(0)
                                : "gives " + e.word(0) + " to " + actors.name((int) e.number(2)))
                        + " for " + e.word(1);
            case LOCK_RELEASED -> "gives " + e.word(0) + " back";

            case SEAMCALL_BEGIN -> "begins " + call(e) + operand(e);
            case SEAMCALL_DONE -> "ends " + call(e) + operand(e) + ": " + e.word(3);
            case SEAMCALL_BUSY -> "refuses " + call(e) + ", busy with " + by(e.word(3)) + ": " + e.word(2);
            case SEPT_CHANGED ->
                "changes the secure-EPT entry of " + entry(e, 0, 1, Level.PG_4K) + ": " + e.word(2) + " -> "
                        + e.word(3);
            case EPT_WALK -> "finds " + e.word(2) + " in the secure-EPT entry of " + entry(e, 0, 1, Level.PG_4K);
            default -> throw new IllegalStateException(e.event().text());
        };
    }

    private String page(Told e, int index) {
        return pages.page(e.number(index));
    }

    private String entry(Told e, int gfn, int level) {
        return entry(e, gfn, level, 0);
    }

    /** {@code more}: what is missing of KVM's level, as the module counts from zero. */
    private String entry(Told e, int gfn, int level, int more) {
        return pages.entry(e.number(gfn), (int) e.number(level) + more);
    }

    private static int level(Told e) {
        return (int) e.number(1);
    }

    /** The entry of a page table, of the events that carry a gfn and KVM's level. */
    private String sptep(Told e, String tree) {
        return "the " + (tree.isEmpty() ? "" : tree + " ") + "entry of " + entry(e, 0, 1);
    }

    private static String value(Told e) {
        return RacePlaces.value(e.number(2), level(e));
    }

    private String fault(long gpa) {
        long gfn = PageWords.gfnOf(gpa);
        return pages.page(gfn) + (gfn == gpa >>> PAGE_SHIFT ? "" : ", by its shared alias");
    }

    private String table(Told e) {
        int level = Role.level(e.number(1)) + 1;
        return level > Level.PG_512G ? "all memory, a root" : pages.entry(e.number(0), level);
    }

    private static String content(Told e) {
        return (e.word(2).equals("shared") ? ", by its shared alias" : "") + (e.number(3) == 0 ? "" : ": " + e.word(3));
    }

    private static String errno(Told e) {
        return e.number(1) == 0 ? "" : " with " + (e.number(1) < 0 ? "" : "errno ") + e.word(1);
    }

    /** What RCU protects: the list of roots, and the tables of direct trees. */
    private String underRcu(Told e) {
        return switch (e.event()) {
            case ROOT_VISITED -> "comes by a root of the list, " + root(e);
            case ROOT_FREED -> "frees a root, " + root(e);
            case FAST_PAGE_FAULT -> "tries to repair the entry of " + page(e, 0) + " without a lock";
            case LOCKLESS_READ -> "reads the entry of " + entry(e, 0, 1) + " without a lock";
            default -> "frees the page of the table of " + entry(e, 0, 1);
        };
    }

    private static String root(Told e) {
        return (Role.isMirror(e.number(1)) ? "mirror " : "direct ") + e.word(0);
    }

    private static String roots(long types) {
        boolean isMirror = (types & RootTypes.MIRROR) != 0;
        boolean isDirect = (types & RootTypes.DIRECT) != 0;
        return isMirror && isDirect ? "all roots" : isMirror ? "the mirror" : isDirect ? "the direct root" : "no root";
    }

    private static String call(Told e) {
        String[] parts = e.word(0).split("@", 2);
        return parts[0] + (parts.length == 1 ? "" : " for " + parts[1]);
    }

    private static String by(String word) {
        String[] parts = word.split("@", 2);
        return parts.length == 1 ? "a " + word : parts[0] + " of " + parts[1];
    }

    private String operand(Told e) {
        return ToldCall.hasPage(e) ? " on " + entry(e, 1, 2, Level.PG_4K) : "";
    }
}
