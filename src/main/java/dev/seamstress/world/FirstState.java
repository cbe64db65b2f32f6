package dev.seamstress.world;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.machine.Assembly.Initial;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxInitials;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.GmemFolios;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import dev.seamstress.scenario.plan.Action;
import dev.seamstress.scenario.plan.Fact;
import dev.seamstress.scenario.words.StateTerm;
import dev.seamstress.scenario.words.StateWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Completes facts to the smallest consistent first state: a page brings the tables above it, in both trees, and what
 * the module knows of it.
 */
final class FirstState {
    /** A sequence that an int takes for negative. */
    private static final long FAR = 1L << 31;

    private final Kvm kvm;
    private final TdxInitials tdx;
    private final TdStart start;
    private final Map<Long, Long> words = new TreeMap<>();
    private final Map<Long, SeptState> privatePages = new TreeMap<>();
    private final Map<Integer, long[]> mirrorTables = new TreeMap<>();

    /** {@code tdx} collects the module's side; null for a VM without a mirror. */
    FirstState(Kvm kvm, TdxInitials tdx, TdStart start) {
        this.kvm = kvm;
        this.start = start;
        this.tdx = tdx;
    }

    /** Takes all facts, in any order. */
    void addAll(List<Fact> facts) {
        for (Fact fact : facts) {
            if (fact instanceof Fact.Attribute attribute) {
                each(attribute.range(), gfn -> words.put(kvm.attributes().word(gfn), attribute(attribute.value())));
            } else if (fact instanceof Fact.Counter counter && counter.edge() == Fact.Edge.SEQ_FAR) {
                words.put(kvm.words().invalidate(Invalidate.SEQ), FAR);
            }
        }
        for (Fact fact : facts) {
            if (fact instanceof Fact.Entry entry) {
                addEntry(entry);
            }
        }
    }

    private static long attribute(Action.Alias alias) {
        return alias == Action.Alias.PRIVATE ? Attributes.PRIVATE : Attributes.SHARED;
    }

    private interface ForGfn {
        void take(long gfn);
    }

    private static void each(GfnRange range, ForGfn action) {
        for (long gfn = range.start().value(); gfn < range.endExclusive().value(); gfn++) {
            action.take(gfn);
        }
    }

    private void addEntry(Fact.Entry entry) {
        boolean isDirect = entry.term() == StateTerm.DIRECT;
        each(entry.range(), gfn -> {
            switch (entry.value()) {
                case PRESENT, READONLY -> {
                    boolean isWritable = entry.value() == StateWord.PRESENT;
                    if (isDirect) {
                        directLeaf(gfn, entry.level(), isWritable);
                    } else {
                        mirrorLeaf(gfn, start.isInitialized() ? SeptState.MAPPED : SeptState.PENDING);
                    }
                }
                case PENDING -> mirrorLeaf(gfn, SeptState.PENDING);
                case MAPPED -> mirrorLeaf(gfn, SeptState.MAPPED);
                case TABLE -> tables(isDirect, gfn, entry.level());
                default -> {} // none and free are how everything starts
            }
        });
    }

    private int root(boolean isDirect) {
        return isDirect ? kvm.firstDirectRoot() : kvm.firstMirrorRoot();
    }

    /** Links the tables from the root down to the one that the entry at {@code level} points to. */
    private void tables(boolean isDirect, long gfn, int level) {
        int root = root(isDirect);
        for (int l = kvm.tables().shape().rootLevel(); l >= level; l--) {
            long entry = kvm.tables().word(root, l, gfn);
            words.put(entry, MakeSpte.nonleaf(kvm.tables().childPfn(root, l, gfn)));
            if (!isDirect) {
                int table = kvm.tables().shape().table(l - 1, gfn);
                mirrorTables.put(
                        table, new long[] {Level.toSept(l), gfn, kvm.tables().childExternalPfn(root, l, gfn)});
            }
        }
    }

    private void mirrorLeaf(long gfn, SeptState state) {
        leaf(false, gfn, Level.PG_4K, kvm.hostPages().gmemPfn(gfn), true);
        // Of two facts about one page, mapped says more than present does.
        privatePages.merge(gfn, state, (a, b) -> a == SeptState.MAPPED ? a : b);
    }

    private void directLeaf(long gfn, int level, boolean isWritable) {
        boolean isGmem = kvm.type() == VmType.SW_PROTECTED_VM && isPrivate(gfn);
        long pfn = isGmem ? kvm.hostPages().gmemPfn(gfn) : kvm.hostPages().sharedPfn(gfn);
        leaf(true, gfn, level, Level.base(level, pfn), isWritable);
    }

    private void leaf(boolean isDirect, long gfn, int level, long pfn, boolean isWritable) {
        tables(isDirect, gfn, level + 1);
        MakeSpte.Leaf how = new MakeSpte.Leaf(isWritable, false, kvm.type().isPatIgnored(), false);
        words.put(kvm.tables().word(root(isDirect), level, gfn), MakeSpte.leaf(pfn, level, how));
    }

    /** As the facts say, or else as {@link Kvm#initials} does. */
    private boolean isPrivate(long gfn) {
        int slot = kvm.slots().find(gfn);
        boolean isFirstly = slot != Slots.NONE
                && kvm.slots().slot(slot).isFirst()
                && kvm.slots().slot(slot).hasGmem();
        Long stated = words.get(kvm.attributes().word(gfn));
        return stated == null ? isFirstly : stated == Attributes.PRIVATE;
    }

    /** The words that the facts make, the module's included. */
    List<Initial> words() {
        List<Initial> initials = new ArrayList<>();
        words.forEach((word, value) -> initials.add(new Initial(word, value)));
        if (tdx != null) {
            mirrorTables.values().forEach(table -> tdx.table((int) table[0], table[1], table[2]));
            privatePages.forEach(
                    (gfn, state) -> tdx.page(state, gfn, kvm.hostPages().gmemPfn(gfn)));
            privatePages.forEach(
                    (gfn, state) -> initials.add(new Initial(kvm.gmemFolios().prepared(gfn), GmemFolios.PREPARED)));
            initials.addAll(tdx.words());
        }
        return initials;
    }
}
