package dev.seamstress.check.invariant;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Companion;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.vm.Backing;
import dev.seamstress.world.World;
import java.util.function.IntConsumer;

/**
 * All that the rules remember from step to step. A search saves it, restores it, and hashes it with the state, so that
 * two states are one only if the same rules can still be broken after them.
 *
 * <p>Shape: each part says whether it is history or a function of the state. The latter is kept because it is told by
 * events but nowhere written down; it is no part of a fingerprint.
 */
public final class Monitors implements Companion {
    // Places among the words that do not count, in the order of the fields.
    private static final int IN_FLIGHT = 0;
    private static final int BUGGED = 1;
    private static final int FROZEN = 2;
    private static final int GUESTS = 3;

    private static final int PAMT = WordGroup.bits(WordGroup.PAMT, WordGroup.PAMT_LARGE);

    private final int threads;

    /** A function of the state: how many messages are on their way that disturb the rest. */
    private int inFlight;

    // Transient: of the step under way only, hence not part of the state.
    private transient boolean isSent;

    /** A function of the state: true from the KVM_BUG_ON on, whose thread is then on its way to {@code vm_dead}. */
    private boolean isBugged;

    /** A function of the state: how many entries of the page tables are FROZEN. */
    private int frozen;

    /** History: a bit for each root whose page, or one of whose tables, was freed while others could be in it. */
    private long freedAtOnce;

    // Transient: whom to tell, the same for the whole run.
    private transient IntConsumer looks = place -> {};

    private final Guests guests;
    private final Contents contents;
    private final PageCare pages;
    private final PageStats pageStats;

    Monitors(World world) {
        threads = world.scenario().columns().size();
        guests = new Guests(threads);
        contents = new Contents(world);
        pages = new PageCare(world.tdxMemory().orElse(null));
        pageStats = new PageStats(threads);
    }

    @Override
    public void onLook(IntConsumer all) {
        looks = all;
        guests.onLook(place -> all.accept(GUESTS + place));
    }

    void sent(int from, int to, Message message) {
        boolean isDisturbing = isDisturbing(from, to, message);
        inFlight += isDisturbing ? 1 : 0;
        isSent |= isDisturbing;
        guests.sent(to, message);
    }

    void delivered(int from, int to, Message message) {
        inFlight -= isDisturbing(from, to, message) ? 1 : 0;
        isSent = false;
    }

    /**
     * False of what a thread sends itself, and of what nobody can tell the arrival of: a rule that told whether it has
     * arrived would be broken by a search that lets it arrive at once where one that does not goes on.
     */
    private boolean isDisturbing(int from, int to, Message message) {
        return (from != to || to >= threads) && !message.isPrompt();
    }

    /** Takes an event, after the rules have looked at it. */
    void event(Look look, Event event, long a, long b, long c, long d) {
        contents.event(event, a, event == Event.GUEST_ACCESS ? look.home(b) : b, c, d);
        switch (event) {
            case BUG_ON -> isBugged = true;
            case KVM_TDP_MMU_SPTE_CHANGED -> pageStats.counted((int) b, c, d);
            case TABLE_FREED -> freedAtOnce |= 1L << c;
            case ROOT_FREED -> freedAtOnce |= 1L << a;
            case PAGE_FREED -> freed(look, a);
            case PAGE_CLEARED -> pages.set(a, PageCare.State.CLEAN);
            case SEAMCALL_DONE -> {
                if (CallName.leaf(a) == Leaf.TDH_PHYMEM_PAGE_WBINVD && d == 0) {
                    pages.set(look.tdxBefore().page(CallName.lp(a)), PageCare.State.WRITTEN_BACK);
                }
            }
            default -> {} // events are an open vocabulary here: all others leave no history
        }
    }

    /** A page that is freed while the host is changing its mapping is dropped; what moves is freed after that. */
    private void freed(Look look, long gfn) {
        if (Backing.isChanging(look.read(look.kvm().hostPages().backing(gfn)))) {
            contents.dropped(gfn);
        }
    }

    /** The word of who is in the guest has changed: if by a thread, it has left; if by the module, that tells it. */
    void residenceStored(int actor) {
        if (actor < threads) {
            guests.exits(actor);
        }
    }

    /** An entry of a mirror or of a direct table has changed; {@code level}: of the entry. */
    void spteStored(int level, long old, long next) {
        pageStats.stored(level, old, next);
        frozen += (Spte.isFrozen(next) ? 1 : 0) - (Spte.isFrozen(old) ? 1 : 0);
    }

    /** Takes the stores of the step that is just over, after the rules have looked at them. */
    void stepped(Look look) {
        StoreLog log = look.log();
        if ((log.touched() & PAMT) == 0) {
            return;
        }
        for (int i = 0; i < log.count(); i++) {
            if (log.group(i) == WordGroup.PAMT) {
                pamt(look, look.places().pamtPfn(log.word(i)), 1);
            } else if (log.group(i) == WordGroup.PAMT_LARGE) {
                int level = look.places().largeLevel(log.word(i));
                pamt(look, look.places().largePfn(log.word(i)), Level.pages(level));
            }
        }
    }

    /**
     * Frames that the step has made nobody's are removed. When RECLAIM gives one back, the caches were written back
     * before; but the module may have used the TDR since. Source: tdx_reclaim_td_control_pages().
     */
    private void pamt(Look look, long first, long frames) {
        for (long pfn = first; pfn < first + frames; pfn++) {
            if (look.tdx().isNobodys(pfn) && !look.tdxBefore().isNobodys(pfn)) {
                boolean isReclaimed = look.ended() == Leaf.TDH_PHYMEM_PAGE_RECLAIM
                        && look.tdxBefore().pamtType(pfn) != PamtType.TDR;
                pages.set(pfn, isReclaimed ? PageCare.State.WRITTEN_BACK : PageCare.State.REMOVED);
            }
        }
    }

    /** True if some entry is FROZEN. */
    boolean isAnyFrozen() {
        looks.accept(FROZEN);
        return frozen != 0;
    }

    /** True if the page of the root, or one of its tables, was freed without regard to who is in it. */
    boolean isFreedAtOnce(int root) {
        return (freedAtOnce >>> root & 1) != 0;
    }

    Guests guests() {
        return guests;
    }

    Contents contents() {
        return contents;
    }

    PageCare pages() {
        return pages;
    }

    PageStats pageStats() {
        return pageStats;
    }

    /** True if no message is on its way but what threads send themselves, and that a lock was given back. */
    boolean isNothingInFlight() {
        if (isSent) {
            return false; // whatever was there before, which nobody need look at
        }
        looks.accept(IN_FLIGHT);
        return inFlight == 0;
    }

    /** True if a KVM_BUG_ON has fired: no rule holds any more, and none is looked at. */
    boolean isBugged() {
        looks.accept(BUGGED);
        return isBugged;
    }

    /** Forgets everything: the world is in its first state. */
    void reset() {
        inFlight = 0;
        isBugged = false;
        frozen = 0;
        freedAtOnce = 0;
        guests.reset();
        contents.reset();
        pages.reset();
        pageStats.reset();
    }

    @Override
    public void fields(Fields f) {
        inFlight = (int) f.unhashed("in flight", inFlight);
        isBugged = f.unhashed("bugged", isBugged ? 1 : 0) != 0;
        frozen = (int) f.unhashed("frozen", frozen);
        freedAtOnce = f.word("freed at once", freedAtOnce);
        guests.fields(f);
        contents.fields(f);
        pages.fields(f);
        pageStats.fields(f);
    }
}
