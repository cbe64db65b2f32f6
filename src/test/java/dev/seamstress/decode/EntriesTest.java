package dev.seamstress.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.Tdx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: entries mean to the decoder what they mean to the model, and what the architecture says where the model has no
 * such entries.
 *
 * <p>Method: words that the model makes, all of them; words by hand for migration and L2; each field on its own.
 */
class EntriesTest {
    private static final long PFN = 0x1234;

    private static Decoded read(long word, Reading as) {
        return Decoder.read(word, as);
    }

    private static String value(Decoded decoded, String field) {
        return decoded.fields().stream()
                .filter(f -> f.name().equals(field))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static Decoded likeliest(long word) {
        return Decoder.readings(word).get(0);
    }

    @Test
    void leavesOfTheModelArePresentPages() {
        for (int choice = 0; choice < 16; choice++) {
            boolean isWritable = (choice & 1) != 0;
            MakeSpte.Leaf how = new MakeSpte.Leaf(isWritable, (choice & 2) != 0, (choice & 4) != 0, (choice & 8) != 0);
            for (int level = 1; level <= 3; level++) {
                long word = MakeSpte.leaf(PFN, level, how);
                Decoded decoded = likeliest(word);
                assertThat(decoded.reading()).isEqualTo(Reading.SPTE);
                assertThat(decoded.oddities()).isEmpty();
                assertThat(decoded.name()).isEqualTo(level == 1 ? "present leaf" : "present huge leaf");
                assertThat(value(decoded, "pfn")).isEqualTo("0x1234");
                assertThat(value(decoded, "dirty")).isEqualTo((word & Spte.DIRTY) != 0 ? "1" : "0");
                assertThat(value(decoded, "accessed")).isEqualTo(how.isPrefetch() ? "0" : "1");
                assertThat(value(decoded, "host-writable")).isEqualTo(isWritable ? "1" : "0");
                assertThat(value(decoded, "MMU-writable")).isEqualTo(isWritable ? "1" : "0");
                assertThat(value(decoded, "ignore PAT")).isEqualTo(how.isPatIgnored() ? "1" : "0");
                assertThat(value(decoded, "memory type")).isEqualTo("0x6");
                assertThat(value(decoded, "rights")).isEqualTo(isWritable ? "0x7" : "0x5");
            }
        }
    }

    @Test
    void otherValuesOfTheModelAreWhatTheyAre() {
        assertThat(likeliest(MakeSpte.nonleaf(PFN)).name()).isEqualTo("present table");
        assertThat(likeliest(Spte.NONPRESENT).name()).isEqualTo("NONPRESENT");
        assertThat(likeliest(Spte.FROZEN).name()).isEqualTo("FROZEN");
        assertThat(Decoder.readings(Spte.FROZEN).stream().filter(Decoded::isPossible))
                .hasSize(1);
        assertThat(read(0x5a0, Reading.SPTE).name()).isEqualTo("FROZEN, without bit 63");
        for (long generation : new long[] {0, 1, 0xff, 0x100, 0x7ffff}) {
            Decoded mmio = read(MakeSpte.mmio(PFN, 0, generation), Reading.SPTE);
            assertThat(mmio.oddities()).isEmpty();
            assertThat(mmio.sentence()).startsWith("MMIO entry of gfn 0x1234 in a TD:");
            assertThat(mmio.fields().get(1).meaning()).isEqualTo("memslot generation " + generation);
            assertThat(read(MakeSpte.mmio(PFN, 6, generation), Reading.SPTE).sentence())
                    .startsWith("MMIO entry of gfn 0x1234 in a VM that is no TD:");
        }
        assertThat(read(0, Reading.SPTE).sentence()).contains("a plain zero is not empty");
    }

    /** Host-writable 57, MMU-writable 58, W 1: of eight combinations the kernel has four. */
    @ParameterizedTest(name = "host {0}, mmu {1}, w {2}")
    @CsvSource({
        "1, 1, 1, writable",
        "1, 1, 0, 'write-protected, which a fast page fault may undo'",
        "1, 0, 0, write-protected by KVM",
        "0, 0, 0, read-only in the host",
        "0, 0, 1, ",
        "0, 1, 0, ",
        "0, 1, 1, ",
        "1, 0, 1, ",
    })
    void whoMayWriteGoesTogether(long host, long mmu, long w, String meaning) {
        long word = 0x8000_0000_0123_4935L & ~(1L << 1) | host << 57 | mmu << 58 | w << 1;
        Decoded decoded = read(word, Reading.SPTE);
        assertThat(decoded.isPossible()).isEqualTo(meaning != null);
        if (meaning != null) {
            assertThat(decoded.sentence()).endsWith(meaning);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 53, 54, 55, 56, 59, 60, 61, 62})
    void bitsThatKvmDoesNotSetAreOdd(int bit) {
        long leaf = MakeSpte.leaf(PFN, new MakeSpte.Leaf(true, false, false, false));
        assertThat(read(leaf, Reading.SPTE).isPossible()).isTrue();
        boolean isTracking = bit == 53;
        assertThat(read(leaf | 1L << bit, Reading.SPTE).isPossible()).isEqualTo(isTracking);
        assertThat(read(leaf & ~Spte.SUPPRESS_VE, Reading.SPTE).isPossible()).isFalse();
        assertThat(read(leaf & ~Spte.READABLE, Reading.SPTE).isPossible()).isFalse();
        long tracked = leaf & ~7 & ~Spte.MMU_WRITABLE & ~Spte.HOST_WRITABLE | 1L << 52 | 1L << 54;
        assertThat(read(tracked, Reading.SPTE).isPossible())
                .as("access tracking")
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(SeptState.class)
    void secureEntriesOfTheModelAreInTheirState(SeptState state) {
        SeptStateName name = SeptStateName.valueOf(state.name());
        assertThat(name.publicNumber()).isEqualTo(state.publicNumber());
        assertThat(name.rights()).isEqualTo(state.rights());
        assertThat(name.isLeaf()).isEqualTo(state.isLeaf());
        assertThat(name.isOfMigration()).isFalse();
        long word = SeptEntry.make(state, state == SeptState.FREE ? 0 : PFN);
        Decoded raw = read(word | 1L << 11 | 1L << 52, Reading.SEPT);
        assertThat(raw.oddities()).isEmpty();
        assertThat(raw.name()).isEqualTo(state.name());
        assertThat(value(raw, "TDEL") + value(raw, "TDHP")).isEqualTo("11");
        assertThat(raw.sentence()).contains("a call in flight holds the entry", "a host call was refused here");
        assertThat(value(read(word, Reading.SEPT), "TDEL")).isEqualTo("0");

        assertThat(read(SeptEntry.hostView(word, 1), Reading.RCX).oddities()).isEmpty();
        assertThat(read(SeptEntry.hostView(word, 1), Reading.RCX).sentence()).contains(state.name());
        Decoded rdx = read(SeptEntry.hostDetails(word, 1), Reading.RDX);
        assertThat(rdx.oddities()).isEmpty();
        assertThat(rdx.name()).isEqualTo(state.name() + " at 2M");
        if (state != SeptState.FREE) {
            assertThat(value(raw, "HPA")).isEqualTo("0x1234");
        }
    }

    /** Bits 9, 56:53 and 7:6 by hand; the rights and the number in RDX from the module's table. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "REMOVED,                        80c0000000000000, 0500",
        "BLOCKEDW,                       80400000012340f5, 0800",
        "EXPORTED_BLOCKEDW,              80600000012340f5, 0900",
        "EXPORTED_DIRTY,                 80200000012342f7, 0b00",
        "EXPORTED_DIRTY_BLOCKEDW,        80600000012342f5, 0c00",
        "PENDING_BLOCKEDW,               81400000012340f0, 1000",
        "PENDING_EXPORTED_BLOCKEDW,      81600000012340f0, 1100",
        "PENDING_EXPORTED_DIRTY,         81200000012342f0, 1300",
        "PENDING_EXPORTED_DIRTY_BLOCKEDW,81600000012342f0, 1400",
    })
    void statesOfMigrationHaveTheirNames(SeptStateName state, String word, String rdx) {
        Decoded raw = read(Long.parseUnsignedLong(word, 16), Reading.SEPT);
        assertThat(raw.oddities()).isEmpty();
        assertThat(raw.name()).isEqualTo(state.name());
        assertThat(raw.sentence()).endsWith("only live migration comes to that");
        assertThat(state.isOfMigration()).isTrue();
        assertThat(read(Long.parseLong(rdx, 16), Reading.RDX).name()).isEqualTo(state + " at 4K");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "L2_FREE,       0000000000000000, 14000",
        "L2_NL_MAPPED,  0000000001234407, 1c401",
        "L2_NL_BLOCKED, 0080000001234000, 1c101",
        "L2_MAPPED,     80000000012344f7, 14400",
        "L2_BLOCKED,    80800000012340f8, 14100",
    })
    void statesOfL2HaveTheirNames(SeptStateName state, String word, String rdx) {
        Decoded raw = read(Long.parseUnsignedLong(word, 16), Reading.L2_SEPT);
        assertThat(raw.oddities()).isEmpty();
        assertThat(raw.name()).isEqualTo(state.name());
        Decoded told = read(Long.parseLong(rdx, 16), Reading.RDX);
        assertThat(told.oddities()).isEmpty();
        assertThat(told.name()).startsWith(state + " at ");
        assertThat(value(told, "VM")).isEqualTo("0x1");
        assertThat(read(Long.parseLong(rdx, 16) & 0xffff, Reading.RDX).isPossible())
                .as("in the TD itself")
                .isFalse();
    }

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({
        "00000000012340f7, SEPT, 'bit 63, suppress #VE, is always set'",
        "80000000012340f6, SEPT, an entry that is MAPPED has bits 2:0 = 7",
        "80000000012340c7, SEPT, 'a leaf''s memory type is write-back, 6'",
        "81c00000012340f0, SEPT, no state has the encoding 0x7c",
        "8600000001234b37, SEPT, bits 62:57 and 10 are not used in a TD's own tables",
        "80000000012340f3, RCX, no leaf has the rights RW-",
        "80100000012340f7, RCX, 'bits 62:52, 11, 9 and 8 are not told'",
        "8000000001234087, RCX, a leaf is write-back and ignores PAT",
        "8000000001234007, RCX, of a table only bits 2:0 are told",
        "0000000000000205, RDX, there is no level 5",
        "0000000000000603, RDX, no state has the number 6",
        "0000000000008400, RDX, no table is below an entry of level 0",
        "0000000000000203, RDX, no page is as large as an entry of level 3",
        "0000000000000208, RDX, bits 63:18 and 7:3 are zero",
        "0000000000100001, PAGE_INFO, the address is not aligned to 2M",
        "0000000000200007, PAGE_INFO, there is no level 7",
        "0010000000200000, PAGE_INFO, bits 63:52 and 11:3 are zero",
    })
    void whatCannotBeSaysWhy(String word, Reading as, String why) {
        Decoded decoded = read(Long.parseUnsignedLong(word, 16), as);
        assertThat(decoded.oddities()).contains(why);
        assertThat(decoded.isPossible()).isFalse();
    }

    @Test
    void aLevelThatThereIsNotKeepsItsNumber() {
        Decoded rdx = read(7, Reading.RDX);
        assertThat(rdx.name()).isEqualTo("FREE at level 7");
        assertThat(rdx.sentence()).startsWith("the entry at level 7 is FREE");
        assertThat(rdx.oddities()).containsExactly("there is no level 7");
        assertThat(read(7, Reading.PAGE_INFO).sentence()).startsWith("the entry at level 7 for");
        assertThat(read(4, Reading.RDX).name()).isEqualTo("FREE at 256T");
    }

    @Test
    void pageInfoIsWhatTheModelMakes() {
        Decoded decoded = likeliest(Tdx.pageInfo(0x100200, 1));
        assertThat(decoded.reading()).isEqualTo(Reading.PAGE_INFO);
        assertThat(decoded.name()).isEqualTo("gfn 0x100200 at 2M");
        assertThat(decoded.sentence()).isEqualTo("the entry at level 2M for guest address 0x100200000");
        assertThat(read(Tdx.pageInfo(1L << 35 | 1, 0), Reading.PAGE_INFO)
                        .fields()
                        .get(1)
                        .meaning())
                .contains("bit 47 is the shared bit");
        assertThat(read(Tdx.pageInfo(1L << 39 | 1, 0), Reading.PAGE_INFO)
                        .fields()
                        .get(1)
                        .meaning())
                .contains("bit 51 is the shared bit");
    }
}
