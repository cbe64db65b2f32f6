package dev.seamstress.decode;

import dev.seamstress.decode.SeptStateName.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a secure EPT entry of an L2 VM, which exists with TD partitioning, as the module keeps it.
 *
 * <p>Source: src/common/x86_defs/x86_defs.h of module 1.5.01, ia32e_sept_t, l2_encoding; sept_manager.h,
 * L2_SEPT_CONVERT_TO_ENCODING and sept_manager.c, sept_l2_set_leaf().
 */
final class L2SeptReader {
    private static final long WRITE_BACK = 6;
    private static final long RIGHTS_OF_TABLE = 0x407;

    private L2SeptReader() {}

    static Decoded read(long word) {
        SeptStateName state = SeptStateName.ofEncoding(Tree.L2, encoding(word));
        List<String> oddities = new ArrayList<>();
        if (Field.cut(word, 62, 61) != 0 || Field.cut(word, 54, 52) != 0 || (word & (1L << 56 | 1L << 11)) != 0) {
            oddities.add("bits 62:61, 56, 54:52 and 11 are not used in the tables of an L2 VM");
        }
        if (state == null) {
            oddities.add("no L2 state has the encoding " + LowHalf.hex(encoding(word)));
        } else if (state == SeptStateName.L2_FREE && word != 0) {
            oddities.add("a free entry is zero");
        } else if (state == SeptStateName.L2_MAPPED && Field.cut(word, 5, 3) != WRITE_BACK) {
            oddities.add("a leaf's memory type is write-back, 6");
        } else if (state == SeptStateName.L2_NL_MAPPED && (word & 0x43F) != RIGHTS_OF_TABLE) {
            oddities.add("a link to a table grants all rights");
        } else if (state == SeptStateName.L2_BLOCKED && (word & RIGHTS_OF_TABLE) != 0) {
            oddities.add("a blocked page has its rights in bits 59 and 5:3");
        } else if (state == SeptStateName.L2_NL_BLOCKED && (word & 0x43F) != 0) {
            oddities.add("a blocked table grants nothing");
        }
        String name = state == null ? "no L2 state" : state.name();
        return new Decoded(
                Reading.L2_SEPT, word, name, sentence(word, state), fields(word, state), oddities, Likelihood.L2_ENTRY);
    }

    /** Of a leaf bit 0 is a right that L1 has granted, and no part of the state. */
    private static int encoding(long word) {
        int encoding = (int) (Field.cut(word, 55, 55) | Field.cut(word, 7, 6) << 1);
        return encoding > 1 ? encoding : encoding | (int) (word & 1) << 3;
    }

    private static String sentence(long word, SeptStateName state) {
        if (state == null) {
            return "an entry of an L2 VM in no state that there is";
        }
        String where =
                state == SeptStateName.L2_FREE ? "" : ", at host address " + LowHalf.hex(Field.cut(word, 51, 12) << 12);
        return state + ": " + state.meaning() + where + "; only TD partitioning has such entries";
    }

    private static List<Field> fields(long word, SeptStateName state) {
        boolean isBlocked = (word >>> 55 & 1) != 0;
        List<Field> fields = new ArrayList<>();
        fields.add(Field.bit(word, 63, "SVE", "no #VE to L1", ""));
        addIfSet(fields, word, 62, 61);
        fields.add(Field.bit(word, 60, "SSS", "supervisor shadow stack", ""));
        fields.add(Field.bit(word, 59, "TDWR", "saved W", ""));
        fields.add(Field.bit(word, 58, "PWA", "paging-write access", ""));
        fields.add(Field.bit(word, 57, "VGP", "verify guest paging", ""));
        addIfSet(fields, word, 56, 56);
        fields.add(Field.bit(word, 55, "TDB", "blocked", ""));
        addIfSet(fields, word, 54, 52);
        fields.add(EntryText.address(word, "HPA"));
        addIfSet(fields, word, 11, 11);
        fields.add(Field.bit(word, 10, "XU", "user code may run", ""));
        fields.add(Field.bit(word, 9, "D", "dirty", ""));
        fields.add(Field.bit(word, 8, "A", "accessed", ""));
        fields.add(Field.bit(word, 7, "PS", "a leaf; also at 4K", "no leaf"));
        fields.add(Field.bit(word, 6, "IPAT", "L1's memory type does not count", ""));
        fields.add(Field.bits(word, 5, 3, "MT", isBlocked ? "saved R, XS and XU" : EntryText.memoryType(word)));
        fields.add(Field.bits(word, 2, 0, "RWXs", EntryText.rights(word)));
        fields.add(new Field(
                "0,7:6,55",
                "state",
                LowHalf.hex(encoding(word)),
                state == null ? "no such state" : state + ", " + state.publicNumber() + " in RDX"));
        return fields;
    }

    private static void addIfSet(List<Field> fields, long word, int high, int low) {
        if (Field.cut(word, high, low) != 0) {
            fields.add(Field.bits(word, high, low, "not used", "should be zero"));
        }
    }
}
