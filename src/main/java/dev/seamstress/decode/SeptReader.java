package dev.seamstress.decode;

import dev.seamstress.decode.SeptStateName.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a secure EPT entry of a TD as the module keeps it. No host can read such a word; it comes from the module's own
 * traces, from a debugger, or from the model.
 *
 * <p>Source: src/common/x86_defs/x86_defs.h of module 1.5.01, ia32e_sept_t, where state_encoding says which bits are
 * the state: 9, 56:53 and 7:6, from the lowest.
 */
final class SeptReader {
    private static final long WRITE_BACK = 6;

    private SeptReader() {}

    static Decoded read(long word) {
        SeptStateName state = SeptStateName.ofEncoding(Tree.L1, encoding(word));
        List<String> oddities = new ArrayList<>();
        if (word >= 0) {
            oddities.add("bit 63, suppress #VE, is always set");
        }
        if (Field.cut(word, 62, 57) != 0 || (word >>> 10 & 1) != 0) {
            oddities.add("bits 62:57 and 10 are not used in a TD's own tables");
        }
        if (state == null) {
            oddities.add("no state has the encoding " + LowHalf.hex(encoding(word)));
        } else {
            if ((word & 7) != state.rights()) {
                oddities.add("an entry that is " + state + " has bits 2:0 = " + state.rights());
            }
            if (state.isLeaf() && Field.cut(word, 5, 3) != WRITE_BACK) {
                oddities.add("a leaf's memory type is write-back, 6");
            }
            if (!state.isLeaf() && Field.cut(word, 5, 3) != 0) {
                oddities.add("an entry that is no leaf has no memory type");
            }
        }
        String name = state == null ? "no state" : state.name();
        return new Decoded(
                Reading.SEPT, word, name, sentence(word, state), fields(word, state), oddities, Likelihood.SEPT_ENTRY);
    }

    private static int encoding(long word) {
        return (int) (Field.cut(word, 9, 9) | Field.cut(word, 56, 53) << 1 | Field.cut(word, 7, 6) << 5);
    }

    private static String sentence(long word, SeptStateName state) {
        if (state == null) {
            return "a secure EPT entry in no state that there is";
        }
        String where = state.isLeaf() || state.isTable()
                ? ", at host address " + LowHalf.hex(Field.cut(word, 51, 12) << 12)
                : "";
        return state + ": " + state.meaning() + where
                + ((word >>> 11 & 1) != 0 ? "; a call in flight holds the entry" : "")
                + ((word >>> 52 & 1) != 0 ? "; a host call was refused here, so guests are until one succeeds" : "")
                + (state.isOfMigration() ? "; only live migration comes to that" : "");
    }

    private static List<Field> fields(long word, SeptStateName state) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.bit(word, 63, "SVE", "no #VE by the processor", "should be set"));
        if (Field.cut(word, 62, 57) != 0) {
            fields.add(Field.bits(word, 62, 57, "not used", "some of them have a meaning in L2 tables"));
        }
        fields.add(Field.bit(word, 56, "TDP", "pending", ""));
        fields.add(Field.bit(word, 55, "TDB", "blocked", ""));
        fields.add(Field.bit(word, 54, "TDBW", "blocked for writing", ""));
        fields.add(Field.bit(word, 53, "TDEX", "exported", ""));
        fields.add(Field.bit(word, 52, "TDHP", "host priority: a host call was refused here", ""));
        boolean isPending = state != null && state.isLeaf() && (word >>> 56 & 1) != 0;
        Field address = EntryText.address(word, "HPA");
        fields.add(
                isPending
                        ? new Field(
                                address.bits(),
                                address.name(),
                                address.value(),
                                address.meaning() + "; of a 2M page bits 20:12 count the 4K pieces accepted so far")
                        : address);
        fields.add(Field.bit(word, 11, "TDEL", "entry lock: held", "entry lock: free"));
        if ((word >>> 10 & 1) != 0) {
            fields.add(Field.bit(word, 10, "XU", "should be zero", ""));
        }
        fields.add(Field.bit(word, 9, "D", "dirty; part of the state", ""));
        fields.add(Field.bit(word, 8, "A", "accessed", ""));
        fields.add(Field.bit(word, 7, "PS", "a leaf; also at 4K", "no leaf"));
        fields.add(Field.bit(word, 6, "IPAT", "the guest's memory type does not count", ""));
        fields.add(Field.bits(word, 5, 3, "MT", EntryText.memoryType(word)));
        fields.add(Field.bits(word, 2, 0, "RWX", EntryText.rights(word)));
        fields.add(new Field(
                "56:53,9,7:6",
                "state",
                LowHalf.hex(encoding(word)),
                state == null ? "no such state" : state + ", " + state.publicNumber() + " in RDX"));
        return fields;
    }
}
