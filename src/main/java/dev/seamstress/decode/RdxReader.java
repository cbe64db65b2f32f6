package dev.seamstress.decode;

import dev.seamstress.decode.SeptStateName.Tree;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what a call tells in RDX about the secure EPT entry that it met: its level, its state, and of which VM it is.
 *
 * <p>Source: src/common/memory_handlers/sept_manager.h of module 1.5.01, sept_entry_arch_info_t.
 */
final class RdxReader {
    private static final int LEAF_LEVEL_MAX = 2;

    private RdxReader() {}

    static Decoded read(long word) {
        SeptStateName state = state(word);
        int level = level(word);
        long vm = Field.cut(word, 17, 16);
        List<String> oddities = new ArrayList<>();
        if (Field.cut(word, 63, 18) != 0 || Field.cut(word, 7, 3) != 0) {
            oddities.add("bits 63:18 and 7:3 are zero");
        }
        if (!SeptLevel.exists(level)) {
            oddities.add("there is no level " + level);
        }
        if (state == null) {
            oddities.add("no state has the number " + Field.cut(word, 15, 8));
        } else {
            if (state.isTable() && level == 0) {
                oddities.add("no table is below an entry of level 0");
            }
            if (state.isLeaf() && level > LEAF_LEVEL_MAX) {
                oddities.add("no page is as large as an entry of level " + level);
            }
            if (vm != 0 != (state.tree() == Tree.L2)) {
                oddities.add(state + " is no state in the tables of VM " + vm);
            }
        }
        String name = (state == null ? "no state" : state.name()) + " at " + SeptLevel.name(level);
        return new Decoded(
                Reading.RDX,
                word,
                name,
                sentence(word, state),
                fields(word, state),
                oddities,
                word == 0 ? Likelihood.SMALL_RDX : Likelihood.TOLD_IN_RDX);
    }

    /** The state that {@code word} tells, or null. */
    static SeptStateName state(long word) {
        return SeptStateName.ofPublic(Field.cut(word, 15, 8));
    }

    private static int level(long word) {
        return (int) word & 7;
    }

    private static String sentence(long word, SeptStateName state) {
        String entry = "the entry at " + SeptLevel.text(level(word));
        if (state == null) {
            return entry + " is in no state that there is";
        }
        return entry + " is " + state + ": " + state.meaning()
                + (Field.cut(word, 17, 16) == 0 ? "" : ", number " + Field.cut(word, 17, 16))
                + (state.isOfMigration() ? "; only live migration comes to that" : "");
    }

    private static List<Field> fields(long word, SeptStateName state) {
        List<Field> fields = new ArrayList<>();
        if (Field.cut(word, 63, 18) != 0) {
            fields.add(Field.bits(word, 63, 18, "reserved", "should be zero"));
        }
        long vm = Field.cut(word, 17, 16);
        fields.add(Field.bits(word, 17, 16, "VM", vm == 0 ? "the TD itself" : "an L2 VM of the TD"));
        fields.add(new Field(
                "15:8",
                "state",
                Long.toString(Field.cut(word, 15, 8)),
                state == null ? "no such state" : state + ", " + state.meaning()));
        if (Field.cut(word, 7, 3) != 0) {
            fields.add(Field.bits(word, 7, 3, "reserved", "should be zero"));
        }
        int level = level(word);
        fields.add(new Field("2:0", "level", Integer.toString(level), SeptLevel.meaning(level)));
        return fields;
    }
}
