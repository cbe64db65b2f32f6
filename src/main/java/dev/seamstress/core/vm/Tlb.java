package dev.seamstress.core.vm;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.WordClass;
import java.util.List;

/**
 * The translations that the processor of one vCPU has cached: words that its thread alone touches.
 *
 * <p>Shape: for each gfn of a scenario and each {@link Side} one word: the host frame in bits 51:12, what the entry
 * allowed in bits 2:0; 0 for none. A word before them counts the translations of each side, so that forgetting none is
 * cheap. Every translation is of one 4K page.
 *
 * <p>Where nobody can zap an entry a translation never goes stale, and {@link #NONE} caches nothing.
 *
 * <p>Simplified: no cache of upper entries; a thread stays on its processor, so that its vCPU takes the translations
 * along.
 */
public final class Tlb {
    /** A processor that caches nothing. */
    public static final Tlb NONE = new Tlb(new GfnIndex(List.of()), 0);

    private static final Side[] SIDES = Side.values();
    private static final long RIGHTS = 7;

    private final GfnIndex index;
    private final long counts;

    private Tlb(GfnIndex index, long counts) {
        this.index = index;
        this.counts = counts;
    }

    /** Adds the words of the vCPU whose thread is {@code machine} to {@code map}, for {@code gfns}. */
    public static Tlb add(MemoryMap map, int machine, List<GfnRange> gfns) {
        GfnIndex index = new GfnIndex(gfns);
        int words = SIDES.length * (1 + index.size());
        int pages = (words + MemoryMap.WORDS_PER_PAGE - 1) / MemoryMap.WORDS_PER_PAGE;
        return new Tlb(index, MemoryMap.word(map.add(WordClass.owned("vcpu.tlb", machine, 0), pages), 0));
    }

    /** Which tree a translation comes from; the ordinal is that of the alias by which a TD's guest uses it. */
    public enum Side {
        /** The secure EPT of a TD, through the TDX module. */
        PRIVATE,
        /** The direct root: all translations of a VM that is no TD. */
        SHARED
    }

    /** False if nothing is ever cached. */
    public boolean isCaching() {
        return index.size() > 0;
    }

    /** The word that holds the translation of {@code gfn}. Requires: {@link #isCaching}, and a gfn of the scenario. */
    public long word(long gfn, Side side) {
        return counts + SIDES.length * (1L + index.of(gfn)) + side.ordinal();
    }

    /** The translation of {@code gfn}, or 0. */
    public long find(Fx fx, long gfn, Side side) {
        return isCaching() ? fx.own(word(gfn, side)) : 0;
    }

    /** The host frame of a translation. */
    public static long pfn(long translation) {
        return translation >>> 12;
    }

    /** True if there is a translation and it allows {@code access}, read, write, fetch in bits 2:0. */
    public static boolean allows(long translation, int access) {
        return (translation & access) != 0;
    }

    /** Remembers a completed walk; {@code rights} is what it allowed, in bits 2:0. */
    public void fill(Fx fx, long gfn, Side side, long pfn, long rights) {
        if (!isCaching()) {
            return;
        }
        long word = word(gfn, side);
        long translation = pfn << 12 | rights & RIGHTS;
        long old = fx.own(word);
        if (old == translation) {
            return;
        }
        if (old == 0) {
            fx.own(count(side), fx.own(count(side)) + 1);
        }
        fx.own(word, translation);
        fx.trace(Event.TLB_FILLED, gfn, side.ordinal(), pfn);
    }

    /** Forgets all translations of one side. */
    public void flush(Fx fx, Side side) {
        if (!isCaching() || fx.own(count(side)) == 0) {
            return;
        }
        for (int i = 0; i < index.size(); i++) {
            fx.own(counts + SIDES.length * (1L + i) + side.ordinal(), 0);
        }
        fx.own(count(side), 0);
        fx.trace(Event.TLB_FLUSHED, side.ordinal());
    }

    /** Forgets everything. Source: ept_sync_global(), which KVM uses for a TD, whose root it does not know. */
    public void flush(Fx fx) {
        for (Side side : SIDES) {
            flush(fx, side);
        }
    }

    private long count(Side side) {
        return counts + side.ordinal();
    }
}
