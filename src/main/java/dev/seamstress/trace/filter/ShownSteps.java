package dev.seamstress.trace.filter;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.trace.TraceSink;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * Finds the steps of a run that somebody wants to see; the run is told to it once, and then it can be asked.
 *
 * <p>A step is of the actor that takes the message. It is about a page if an event in it names the page, an entry that
 * covers it, or a range with it; or if the one who takes or sends the message is in the middle of a fault on it, a zap
 * of it or an invalidation of it: so the lock that a fault waits for and the TRACK of a zap are there too. What must
 * not happen is shown always.
 *
 * <p>Shape: a bit a step, whatever the length of the run.
 */
public final class ShownSteps implements TraceSink, Shown {
    private static final int FAULT = 1;
    private static final int ZAP = 2;
    private static final int INVALIDATION = 4;
    private static final int ROLE_LEVEL = 15;
    private static final int TOLD_MAX = 100_000;

    private final List<Pages> pages;
    private final BitSet actors;
    private final LongFunction<List<Pages>> operations;
    private final BitSet shown = new BitSet();
    private final BitSet met = new BitSet();
    private final TreeSet<Long> told = new TreeSet<>();
    private final int[] middles;
    private int current = -1;
    private int taker;
    private boolean isAbout;
    private boolean isAlarm;

    /**
     * A step is shown if it is about some of {@code pages} and of one of {@code actors}, whose ids these are; no pages
     * are all pages, and no actors all actors.
     *
     * @param machines how many there are
     * @param operations the pages that the operation with that number names
     */
    public ShownSteps(List<Pages> pages, BitSet actors, int machines, LongFunction<List<Pages>> operations) {
        this.pages = List.copyOf(pages);
        this.actors = actors;
        this.operations = operations;
        this.middles = new int[machines];
    }

    @Override
    public void delivered(int step, int from, int to, Message message) {
        end();
        current = step;
        taker = to;
        isAbout = middles[to] != 0 || middles[from] != 0;
        isAlarm = false;
    }

    private void end() {
        boolean isOfPages = pages.isEmpty() || isAbout;
        boolean isOfActors = actors.isEmpty() || actors.get(taker);
        if (current >= 0 && (isOfPages && isOfActors || isAlarm)) {
            shown.set(current);
        }
    }

    @Override
    public void event(int step, int actor, Event event, long a, long b, long c, long d) {
        boolean isNamed = switch (event) {
            case KVM_PAGE_FAULT -> middle(actor, FAULT, gfn(PageWords.gfnOf(a), 1));
            case INVALIDATE_BEGIN -> middle(actor, INVALIDATION, range(a, b));
            case ZAP_BEGIN -> middle(actor, ZAP, range(b, c));
            case KVM_UNMAP_HVA_RANGE -> range(a, b);
            case KVM_ENTRY, KVM_USERSPACE_EXIT -> middle(actor, FAULT, false);
            case INVALIDATE_END -> middle(actor, INVALIDATION, false);
            case ZAP_END -> middle(actor, ZAP, false);
            case OPERATION_BEGIN -> operation(a);
            case OPERATION_END -> {
                middles[actor] = 0;
                yield operation(a);
            }
            case SEAMCALL_BEGIN, SEAMCALL_DONE -> CallName.isAboutPage(a, b) && entry(b, (int) c + Level.PG_4K);
            case SEAMCALL_BUSY -> CallName.isAboutPage(a, b) && gfn(b, 1);
            case SEPT_CHANGED, EPT_WALK -> entry(a, (int) b + Level.PG_4K);
            case KVM_TDP_MMU_SPTE_CHANGED, SPTE_FROZEN, SPTE_PUBLISHED, SPTE_ROLLED_BACK -> entry(a, (int) b);
            case KVM_MMU_SPTE_REQUESTED, KVM_MMU_SET_SPTE -> entry(a, (int) c);
            case LOCKLESS_READ -> entry(a, (int) b);
            case TABLE_FREED -> table(a, (int) b);
            case HANDLE_MMIO_PAGE_FAULT, GUEST_ACCESS -> gfn(b, 1);
            case KVM_MMU_GET_PAGE, KVM_MMU_PREPARE_ZAP_PAGE -> table(a, (int) b & ROLE_LEVEL);
            case MARK_MMIO_SPTE,
                    FAST_PAGE_FAULT,
                    FAULT_RETRY,
                    FAULT_DONE,
                    MEMORY_FAULT,
                    LEAF_INSTALLED,
                    ATTRIBUTE_SET,
                    PAGE_FREED,
                    TLB_FILLED,
                    CONTENT_LOST -> gfn(a, 1);
            case KVM_EXIT,
                    ROOT_FOUND,
                    ROOT_INSERTED,
                    ROOT_INVALIDATED,
                    ROOT_REMOVED,
                    ROOT_VISITED,
                    ROOT_FREED,
                    MMU_UNINIT,
                    WALK_RESTARTED,
                    BUG_ON,
                    WARN_ON,
                    VM_DEAD,
                    MEMSLOT_PUBLISHED,
                    NOTHING_ZAPPED,
                    GMEM_BINDING,
                    PAGE_CLEARED,
                    REQUEST_MADE,
                    KICK_DONE,
                    VCPU_KICKED,
                    SIGNALLED,
                    FLUSH_DONE,
                    TLB_FLUSHED,
                    LOCK_REQUESTED,
                    LOCK_GRANTED,
                    LOCK_RELEASED,
                    COLUMN_END -> false;
        };
        isAbout |= isNamed;
        isAlarm |= event == Event.BUG_ON || event == Event.VM_DEAD || event == Event.CONTENT_LOST;
    }

    /** From now on the actor is in the middle of something about the pages, or not. */
    private boolean middle(int actor, int what, boolean isNow) {
        middles[actor] = isNow ? middles[actor] | what : middles[actor] & ~what;
        return isNow;
    }

    private boolean operation(long number) {
        boolean isNamed = false;
        for (Pages named : operations.apply(number)) {
            isNamed |= among(named.start(), named.endExclusive());
        }
        return isNamed;
    }

    /** A table of entries at {@code level}; a root is about no page more than about any other. */
    private boolean table(long gfn, int level) {
        return level < Level.PG_512G && entry(gfn, level + 1);
    }

    /** An entry of a page table, as KVM counts levels. */
    private boolean entry(long gfn, int level) {
        long base = Level.base(level, gfn);
        return gfn(base, Level.pages(level));
    }

    private boolean gfn(long gfn, long count) {
        if (count == 1 && told.size() < TOLD_MAX) {
            told.add(gfn);
        }
        return among(gfn, gfn + count);
    }

    private boolean range(long start, long endExclusive) {
        return among(start, endExclusive);
    }

    private boolean among(long start, long endExclusive) {
        boolean isAmong = false;
        for (int i = 0; i < pages.size(); i++) {
            if (pages.get(i).overlaps(start, endExclusive)) {
                met.set(i);
                isAmong = true;
            }
        }
        return isAmong;
    }

    /** Requires: the whole run has been told. */
    public ShownSteps ended() {
        end();
        current = -1;
        return this;
    }

    @Override
    public boolean step(int step) {
        return shown.get(step);
    }

    /** What was asked for by its number, and nothing in the run is about. */
    public List<Pages> unknown() {
        List<Pages> unknown = new ArrayList<>();
        for (int i = 0; i < pages.size(); i++) {
            if (!met.get(i) && !pages.get(i).isNamed()) {
                unknown.add(pages.get(i));
            }
        }
        return unknown;
    }

    /** The pages that the run is about, at most {@code max} ranges of them, in a sentence of an error. */
    public String known(int max) {
        List<String> ranges = new ArrayList<>();
        long start = -1;
        long end = -1;
        for (long gfn : told) {
            if (gfn != end && start >= 0) {
                ranges.add(text(start, end));
            }
            start = gfn == end ? start : gfn;
            end = gfn + 1;
        }
        if (start >= 0) {
            ranges.add(text(start, end));
        }
        boolean isCut = ranges.size() > max;
        String listed = String.join(", ", isCut ? ranges.subList(0, max) : ranges);
        return ranges.isEmpty() ? "it is about no page" : "it is about " + listed + (isCut ? " and more" : "");
    }

    private static String text(long start, long end) {
        return "gfn=0x" + Long.toHexString(start) + (end - start == 1 ? "" : "+" + (end - start));
    }
}
