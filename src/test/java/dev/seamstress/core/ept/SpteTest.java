package dev.seamstress.core.ept;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Entry values bit for bit, as a kernel with Intel EPT makes them. */
class SpteTest {
    private static final long PFN = 0x12345;
    private static final long PA = PFN << 12;

    @Test
    void theEmptyAndTheFrozenEntry() {
        assertThat(Spte.NONPRESENT).isEqualTo(0x8000000000000000L);
        assertThat(Spte.FROZEN).isEqualTo(0x80000000000005a0L);
    }

    @Test
    void frozenNeverLooksPresent() {
        assertThat(Spte.isPresent(Spte.FROZEN)).isFalse();
        assertThat(Spte.isTable(Spte.FROZEN, 2)).isFalse();
        assertThat(Spte.isLeaf(Spte.FROZEN, 1)).isFalse();
        assertThat(Spte.isFrozen(Spte.FROZEN)).isTrue();
        assertThat(Spte.isFrozen(Spte.NONPRESENT)).isFalse();
        assertThat(Spte.FROZEN & Spte.RWX).as("hardware permissions").isZero();
    }

    @Test
    void aTableLink() {
        assertThat(MakeSpte.nonleaf(PFN)).isEqualTo(0x8000000000000907L | PA);
        assertThat(Spte.isTable(MakeSpte.nonleaf(PFN), 2)).isTrue();
        assertThat(Spte.pfn(MakeSpte.nonleaf(PFN))).isEqualTo(PFN);
    }

    @Test
    void aLeafOfATd() {
        long leaf = MakeSpte.leaf(PFN, new MakeSpte.Leaf(true, false, false, false));
        assertThat(leaf).isEqualTo(0x8600000000000b37L | PA);
        assertThat(Spte.isLeaf(leaf, 1)).isTrue();
        assertThat(Spte.isTable(leaf, 1)).isFalse();
    }

    @Test
    void aPrefetchedLeafIsNotAccessed() {
        long leaf = MakeSpte.leaf(PFN, new MakeSpte.Leaf(true, true, false, false));
        assertThat(leaf).isEqualTo(0x8600000000000a37L | PA);
    }

    @Test
    void aReadonlyLeaf() {
        long leaf = MakeSpte.leaf(PFN, new MakeSpte.Leaf(false, false, false, false));
        assertThat(leaf).isEqualTo(0x8000000000000935L | PA);
        assertThat(Spte.isWritable(leaf)).isFalse();
    }

    @Test
    void anOlderKernelLeavesDirtyClearIfTheEntryWasWritable() {
        long leaf = MakeSpte.leaf(PFN, new MakeSpte.Leaf(true, false, false, true));
        assertThat(leaf).isEqualTo(0x8600000000000937L | PA);
    }

    @Test
    void anOrdinaryVmIgnoresTheGuestsMemoryType() {
        long leaf = MakeSpte.leaf(PFN, new MakeSpte.Leaf(true, false, true, false));
        assertThat(leaf).isEqualTo(0x8600000000000b77L | PA);
    }

    @Test
    void theMmioEntryOfATdHasNoBitThatSuppressesVe() {
        long spte = MakeSpte.mmio(0x100, 0, 0);
        assertThat(spte).isEqualTo(0x100000L);
        assertThat(Spte.isMmio(spte, 0)).isTrue();
        assertThat(Spte.isMmio(Spte.NONPRESENT, 0)).isFalse();
        assertThat(Spte.isMmio(Spte.FROZEN, 0)).isFalse();
        assertThat(Spte.isMmio(MakeSpte.nonleaf(PFN), 0)).isFalse();
    }

    @Test
    void theMmioEntryOfAnOrdinaryVmIsWritableAndExecutableOnly() {
        long spte = MakeSpte.mmio(0x100, 6, 0);
        assertThat(spte).isEqualTo(0x100006L);
        assertThat(Spte.isMmio(spte, 6)).isTrue();
        assertThat(Spte.isPresent(spte)).isFalse();
    }

    @Test
    void theMmioGenerationIsSplit() {
        assertThat(MakeSpte.mmio(0, 0, 0xff)).isEqualTo(0xffL << 3);
        assertThat(MakeSpte.mmio(0, 0, 0x100)).isEqualTo(1L << 52);
        assertThat(MakeSpte.mmio(0, 0, 0x7ffff)).isEqualTo(0x7ffL << 52 | 0xffL << 3);
    }
}
