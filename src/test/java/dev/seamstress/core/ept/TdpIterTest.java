package dev.seamstress.core.ept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.MemoryMap;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The iterator against a recursive walk over the same tree, from every kind of start, in trees of both depths. */
class TdpIterTest {
    private static final List<GfnRange> RANGES =
            List.of(GfnRange.of(0x1f0, 0x20), GfnRange.of(0x40000, 1), GfnRange.of(0x8000000, 3));

    private final TreeMap<Long, Long> memory = new TreeMap<>();

    private long read(long word) {
        return memory.getOrDefault(word, Spte.NONPRESENT);
    }

    @Test
    void visitsEveryEntryInPreOrder() {
        for (Gpaw gpaw : Gpaw.values()) {
            for (int root = 0; root < 2; root++) {
                TableMap tables = link(gpaw);
                for (long start : new long[] {0, 0x1f5, 0x200, 0x40000, 0x8000001}) {
                    for (int minLevel = 1; minLevel <= 3; minLevel++) {
                        assertThat(walk(tables, new TdpIter(tables, root, minLevel, start)))
                                .as("%s root %d start %x min %d", gpaw, root, start, minLevel)
                                .isEqualTo(expected(tables, root, minLevel, start));
                    }
                }
            }
        }
    }

    @Test
    void aStartBeyondTheSharedBitIsNoWalk() {
        TableMap tables = link(Gpaw.BITS_48);
        assertThat(new TdpIter(tables, 1, 1, 1L << 35).isValid()).isFalse();
        assertThat(new TdpIter(tables, 1, 1, (1L << 35) - 1).isValid()).isTrue();
        assertThat(new TdpIter(tables, 0, 1, 1L << 35).isValid()).isTrue();
    }

    @Test
    void doesNotDescendThroughAnEntryThatChanged() {
        TableMap tables = link(Gpaw.BITS_48);
        TdpIter iter = new TdpIter(tables, 0, 1, 0x1f0);
        assertThat(iter.tryStepDown(Spte.FROZEN)).isFalse();
        assertThat(iter.tryStepDown(Spte.NONPRESENT)).isFalse();
        assertThat(iter.level()).isEqualTo(4);
        assertThat(iter.tryStepDown(read(iter.word()))).isTrue();
        assertThat(iter.level()).isEqualTo(3);
        iter.next(Spte.FROZEN);
        assertThat(iter.gfn()).isEqualTo(Level.pages(3));
    }

    private TableMap link(Gpaw gpaw) {
        memory.clear();
        TreeShape shape = new TreeShape(gpaw.rootLevel(), RANGES);
        TableMap tables = new TableMap(new MemoryMap(), shape, 1, 1, gpaw.directBits(), 0, 0x100001);
        for (int root = 0; root < 2; root++) {
            for (GfnRange range : RANGES) {
                long gfn = range.start().value();
                for (int level = gpaw.rootLevel(); level > 1; level--) {
                    memory.put(tables.word(root, level, gfn), MakeSpte.nonleaf(tables.childPfn(root, level, gfn)));
                }
            }
        }
        return tables;
    }

    private List<String> walk(TableMap tables, TdpIter iter) {
        List<String> seen = new ArrayList<>();
        while (iter.isValid() && iter.gfn() < end(tables, iter.root())) {
            seen.add(iter.level() + ":" + Long.toHexString(iter.gfn()));
            iter.next(read(iter.word()));
        }
        return seen;
    }

    private List<String> expected(TableMap tables, int root, int minLevel, long start) {
        List<String> seen = new ArrayList<>();
        int top = tables.shape().rootLevel();
        for (long gfn = Level.base(top, start); gfn < end(tables, root); gfn += Level.pages(top)) {
            visit(tables, root, minLevel, top, gfn, start, seen);
        }
        return seen;
    }

    /** The end of the address space: the shared bit, or what a table can hold. */
    private static long end(TableMap tables, int root) {
        long bits = tables.gfnBits(root);
        return bits != 0 ? bits : 512 * Level.pages(tables.shape().rootLevel());
    }

    private void visit(TableMap tables, int root, int min, int level, long gfn, long start, List<String> seen) {
        seen.add(level + ":" + Long.toHexString(gfn));
        if (level == min || !Spte.isTable(read(tables.word(root, level, gfn)), level)) {
            return;
        }
        for (int i = 0; i < 512; i++) {
            long child = gfn + i * Level.pages(level - 1);
            if (child + Level.pages(level - 1) > start) {
                visit(tables, root, min, level - 1, child, start, seen);
            }
        }
    }
}
