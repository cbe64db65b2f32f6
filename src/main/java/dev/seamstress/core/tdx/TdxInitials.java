package dev.seamstress.core.tdx;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.machine.Assembly.Initial;
import java.util.ArrayList;
import java.util.List;

/**
 * The first words of a TD that is not empty: collects facts, and gives them as words for an assembly.
 *
 * <p>Requires: each entry and each vCPU is named once; tables down to a leaf are named too, in any order.
 */
public final class TdxInitials {
    /** A TD has at least six TDCX pages. */
    static final int TDCX_PAGES = 6;

    /** The first epoch. Source: tdh_mng_init.c. */
    static final long FIRST_EPOCH = 1;

    private final TdxMemory memory;
    private final List<Initial> words = new ArrayList<>();
    private long children;

    /** A TD with keys, an empty secure EPT, and no vCPU associated. */
    public TdxInitials(TdxMemory memory, OpState opState) {
        this.memory = memory;
        set(memory.td(TdWord.LIFECYCLE), LifeCycle.KEYS_CONFIGURED.ordinal());
        set(memory.td(TdWord.TDCX_COUNT), TDCX_PAGES);
        set(memory.td(TdWord.OP_STATE), opState.ordinal());
        set(memory.td(TdWord.EPOCH), FIRST_EPOCH);
        set(memory.pamt(memory.tdrPfn()), PamtEntry.make(PamtType.TDR, 0));
    }

    private TdxInitials(TdxMemory memory) {
        this.memory = memory;
        set(memory.td(TdWord.LIFECYCLE), LifeCycle.NONE.ordinal());
        for (int vcpu = 0; vcpu < memory.sizes().vcpus(); vcpu++) {
            set(memory.tdvps(vcpu, TdvpsWord.STATE), VcpuState.ABSENT);
        }
    }

    /** No TD at all: MNG.CREATE makes it, and VP.CREATE each vCPU. */
    public static TdxInitials nothing(TdxMemory memory) {
        return new TdxInitials(memory);
    }

    private void set(long word, long value) {
        words.add(new Initial(word, value));
    }

    /**
     * {@code vcpu} is associated with the logical processor {@code lp}, as VP.INIT leaves it: its first VP.ENTER is not
     * a new association.
     */
    public TdxInitials associated(int vcpu, int lp) {
        set(memory.tdvps(vcpu, TdvpsWord.ASSOCIATION), Association.of(vcpu, lp));
        set(memory.call(lp, CallWord.ASSOCIATION), Association.of(vcpu, lp));
        return this;
    }

    /** There is no such vCPU yet. */
    public TdxInitials absent(int vcpu) {
        set(memory.tdvps(vcpu, TdvpsWord.STATE), VcpuState.ABSENT);
        return this;
    }

    /**
     * {@code vcpu} has faulted {@code faults} times at its present RIP, with the last at {@code gfn}: only that of a
     * seventh is listed. Requires: 0 to 7.
     */
    public TdxInitials stepping(int vcpu, int faults, long gfn) {
        int count = Math.min(faults, Stepping.THRESHOLD);
        set(memory.tdvps(vcpu, TdvpsWord.POSSIBLY_EPF_STEPPING), count);
        if (faults > count) {
            set(memory.listed(vcpu, 0), Stepping.entry(gfn));
        }
        return this;
    }

    /** The entry at {@code septLevel}, 1 or more, that covers {@code gfn} points to an empty table in {@code pfn}. */
    public TdxInitials table(int septLevel, long gfn, long pfn) {
        if (septLevel < 1 || memory.entry(septLevel - 1, gfn) < 0) {
            throw new IllegalArgumentException(
                    "no table below level " + septLevel + " at gfn 0x" + Long.toHexString(gfn));
        }
        return entry(SeptState.NL_MAPPED, septLevel, gfn, pfn);
    }

    /** The 4K page at {@code gfn} is {@code pfn}, in {@code state}. Requires: a leaf's state. */
    public TdxInitials page(SeptState state, long gfn, long pfn) {
        if (!state.isLeaf()) {
            throw new IllegalArgumentException(state + " is not a leaf's state");
        }
        return entry(state, 0, gfn, pfn);
    }

    /** The 2M page at {@code gfn} is {@code pfn}, in {@code state}. Requires: a leaf's state. */
    public TdxInitials page2m(SeptState state, long gfn, long pfn) {
        if (!state.isLeaf()) {
            throw new IllegalArgumentException(state + " is not a leaf's state");
        }
        return entry(state, 1, gfn, pfn);
    }

    private TdxInitials entry(SeptState state, int septLevel, long gfn, long pfn) {
        PamtType type = state.isLeaf() ? PamtType.REG : PamtType.EPT;
        set(memory.entry(septLevel, gfn), SeptEntry.make(state, pfn));
        int level = state.isLeaf() ? septLevel : 0;
        set(memory.pamt(level, pfn), PamtEntry.make(type, memory.tdrPfn()));
        children += Level.pages(level + 1);
        return this;
    }

    /** All of them. */
    public List<Initial> words() {
        List<Initial> all = new ArrayList<>(words);
        all.add(new Initial(memory.td(TdWord.CHLDCNT), children));
        return all;
    }
}
