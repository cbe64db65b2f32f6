package dev.seamstress.decode;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a call tells in RCX of the secure EPT entry that it met: the entry without lock, host priority and state,
 * and without the place of a table.
 *
 * <p>Source: src/common/memory_handlers/sept_manager.c of module 1.5.01, set_arch_septe_details_in_vmm_regs() and
 * set_arch_l2_septe_details_in_vmm_regs(); sept_manager.h, SEPT_ARCH_ENTRY_LEAF_MASK and the like.
 */
final class RcxReader {
    private static final long FREE = 1L << 63;
    private static final long TABLE = 7;
    private static final long L2_TABLE = 0x407;
    private static final long LEAF = 1L << 7;
    private static final long XU = 1L << 10;
    private static final long IPAT_AND_WB = 1L << 6 | 6L << 3;

    private RcxReader() {}

    static Decoded read(long word) {
        if (word == FREE) {
            return decoded(word, "FREE", "a FREE entry: nothing is there", List.of(), Likelihood.TOLD_IN_RCX);
        }
        if ((word & LEAF) == 0) {
            return noLeaf(word);
        }
        return leaf(word);
    }

    private static Decoded noLeaf(long word) {
        if (word == TABLE) {
            return decoded(
                    word,
                    "NL_MAPPED",
                    "a table is linked (NL_MAPPED); where it is the host is not told",
                    List.of(),
                    Likelihood.SMALL_RCX);
        }
        if (word == L2_TABLE) {
            return decoded(
                    word,
                    "L2_NL_MAPPED",
                    "a table of an L2 VM is linked (L2_NL_MAPPED)",
                    List.of(),
                    Likelihood.SMALL_RCX);
        }
        if (word == 0) {
            return decoded(
                    word,
                    "NL_BLOCKED or nothing",
                    "a blocked table (NL_BLOCKED), a page removed in an import, or nothing told: RDX decides",
                    List.of(),
                    Likelihood.SMALL_RCX);
        }
        return decoded(
                word,
                "no entry",
                "nothing that a call tells of an entry",
                List.of("of a table only bits 2:0 are told"),
                Likelihood.SMALL_RCX);
    }

    private static Decoded leaf(long word) {
        List<String> oddities = new ArrayList<>();
        int rights = (int) word & 7;
        boolean isOfL2 = (word & XU) != 0;
        List<SeptStateName> states = SeptStateName.seenAs(true, rights);
        if (!isOfL2 && states.isEmpty()) {
            oddities.add("no leaf has the rights " + EntryText.rights(word));
        }
        if (Field.cut(word, 62, 52) != 0 || (word & (1L << 11 | 1L << 9 | 1L << 8)) != 0) {
            oddities.add("bits 62:52, 11, 9 and 8 are not told");
        }
        if ((word & IPAT_AND_WB) != IPAT_AND_WB) {
            oddities.add("a leaf is write-back and ignores PAT");
        }
        if (!isOfL2 && word >= 0) {
            oddities.add("bit 63 is set of every leaf");
        }
        String page = "a page at host address " + LowHalf.hex(Field.cut(word, 51, 12) << 12);
        if (isOfL2) {
            return decoded(word, "L2 leaf", page + " that an L2 VM has too", oddities, Likelihood.SMALL_RCX);
        }
        String names = String.join(", ", states.stream().map(Enum::name).toList());
        String sentence = page + ", " + EntryText.rights(word) + ": " + (states.isEmpty() ? "no state" : names)
                + (states.size() > 1 ? "; RDX says which" : "");
        return decoded(word, states.isEmpty() ? "no leaf" : nameOf(states), sentence, oddities, Likelihood.TOLD_IN_RCX);
    }

    private static String nameOf(List<SeptStateName> states) {
        List<String> usual = states.stream()
                .filter(state -> !state.isOfMigration())
                .map(Enum::name)
                .toList();
        return String.join(
                " or ", usual.isEmpty() ? states.stream().map(Enum::name).toList() : usual);
    }

    private static Decoded decoded(
            long word, String name, String sentence, List<String> oddities, Likelihood likelihood) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.bit(word, 63, "SVE", "", ""));
        if (Field.cut(word, 62, 52) != 0) {
            fields.add(Field.bits(word, 62, 52, "not told", "should be zero"));
        }
        fields.add(
                (word & LEAF) == 0
                        ? Field.bits(word, 51, 12, "HPA", "not told of a table")
                        : EntryText.address(word, "HPA"));
        fields.add(Field.bits(word, 11, 8, "not told", (word & XU) == 0 ? "" : "bit 10: XU, of an L2 VM"));
        fields.add(Field.bit(word, 7, "PS", "a leaf; also at 4K", "no leaf"));
        fields.add(Field.bit(word, 6, "IPAT", "the guest's memory type does not count", ""));
        fields.add(Field.bits(word, 5, 3, "MT", EntryText.memoryType(word)));
        fields.add(Field.bits(word, 2, 0, "RWX", EntryText.rights(word)));
        return new Decoded(Reading.RCX, word, name, sentence, fields, oddities, likelihood);
    }
}
