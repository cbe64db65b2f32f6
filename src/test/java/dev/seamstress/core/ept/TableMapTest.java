package dev.seamstress.core.ept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Gpaw;
import dev.seamstress.core.addr.TreeShape;
import dev.seamstress.core.machine.Assembly;
import dev.seamstress.core.machine.MemoryMap;
import dev.seamstress.core.machine.ModelBug;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Where entries are stored and which frame a table is: no two share a word or a frame, and frames lead back. */
class TableMapTest {
    private static final long GFN = 0x100;
    private static final long FIRST_EXTERNAL = 0x777;
    private static final long BITS = Gpaw.BITS_48.directBits();

    private final MemoryMap map = new MemoryMap();
    private final TreeShape shape = new TreeShape(4, List.of(GfnRange.of(GFN, 8), GfnRange.of(0x40000, 1)));
    private final TableMap tables = new TableMap(map, shape, 2, 4, BITS, 0, FIRST_EXTERNAL);

    @Test
    void entriesOfDifferentTreesLevelsAndGfnsHaveDifferentWords() {
        TreeSet<Long> words = new TreeSet<>();
        for (int root = 0; root < tables.roots(); root++) {
            for (int level = 1; level <= 4; level++) {
                words.add(tables.word(root, level, GFN));
            }
            words.add(tables.word(root, 1, GFN + 1));
            words.add(tables.word(root, 3, 0x40000));
        }
        assertThat(words).hasSize(6 * 6);
    }

    @Test
    void theSharedBitIsInTheIndexOfDirectRootsOnly() {
        assertThat(MemoryMap.index(tables.word(0, 4, GFN))).isZero();
        assertThat(MemoryMap.index(tables.word(2, 4, GFN))).isEqualTo(256);
        assertThat(MemoryMap.index(tables.word(2, 1, GFN))).isEqualTo(0x100);
        assertThat(tables.gfnBits(0)).isZero();
        assertThat(tables.gfnBits(2)).isEqualTo(1L << 35);
    }

    @Test
    void freshEntriesAreEmpty() {
        assertThat(map.fill(MemoryMap.page(tables.word(0, 1, GFN)))).isEqualTo(Spte.NONPRESENT);
        assertThat(map.fill(MemoryMap.page(tables.word(5, 4, GFN)))).isEqualTo(Spte.NONPRESENT);
    }

    @Test
    void framesLeadBackToTables() {
        for (int root = 0; root < tables.roots(); root++) {
            for (int table = 0; table < shape.tables(); table++) {
                TableMap.Place place = new TableMap.Place(root, table);
                assertThat(tables.place(tables.tablePfn(root, table))).isEqualTo(place);
            }
        }
        assertThat(tables.place(0x12345)).isNull();
        assertThat(tables.place(tables.tablePfn(0, shape.tables()))).isNull();
    }

    @Test
    void theExternalPagesOfMirrorsAreDense() {
        assertThat(tables.externalPages()).isEqualTo(2L * shape.tables());
        assertThat(tables.externalPfn(0, 0)).isEqualTo(FIRST_EXTERNAL);
        assertThat(tables.externalPfn(1, shape.tables() - 1)).isEqualTo(FIRST_EXTERNAL + tables.externalPages() - 1);
    }

    @Test
    void aTablesFrameIsItsParentsEntry() {
        long pfn = tables.childPfn(0, 2, GFN);
        assertThat(tables.place(pfn)).isEqualTo(new TableMap.Place(0, shape.table(1, GFN)));
        assertThat(tables.childExternalPfn(0, 2, GFN)).isNotEqualTo(pfn);
        assertThat(tables.address(0, 1, GFN)).isEqualTo(pfn << 12 | 0x100 << 3);
    }

    @Test
    void whatTheShapeDoesNotCoverIsABug() {
        assertThatThrownBy(() -> tables.word(0, 1, 0x900000)).isInstanceOf(ModelBug.class);
    }

    @Test
    void rootsOnTheListAreHeldAndOthersAreFresh() {
        RootWords roots = new RootWords(map, tables, 0, 1, true);
        List<Assembly.Initial> initials = roots.initials(RootList.insert(0, 2), 3);
        assertThat(initials)
                .contains(
                        new Assembly.Initial(roots.list(), 3),
                        new Assembly.Initial(roots.references(2), 4),
                        new Assembly.Initial(roots.references(0), 2),
                        new Assembly.Initial(roots.role(0), 0x83784),
                        new Assembly.Initial(roots.role(2), 0x3784));
        assertThat(roots.freeSlot(0, 0x83784)).isZero();
        assertThat(roots.freeSlot(1 << 2, 0x3784)).isEqualTo(3);
        assertThat(roots.freeSlot(0, 0x3785)).isEqualTo(RootList.NONE);
    }
}
