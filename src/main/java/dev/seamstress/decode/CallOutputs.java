package dev.seamstress.decode;

import dev.seamstress.core.addr.Level;
import dev.seamstress.decode.Explained.Word;
import dev.seamstress.decode.Said.Named;
import java.util.List;

/**
 * What a call returns in registers beside its status. Most calls on the secure EPT tell of the entry that they met;
 * some give back a page; others have outputs of their own, which are only shown.
 *
 * <p>Source: src/common/memory_handlers/sept_manager.c of module 1.5.01, set_arch_septe_details_in_vmm_regs(), and the
 * leaves that call it; tdh_phymem_page_reclaim.c; include/auto_gen/tdx_error_codes_defs.h.
 */
final class CallOutputs {
    private CallOutputs() {}

    /** A register of a call, or one that stands alone. */
    static Word word(Said said, Named named) {
        String name = named.name().text();
        if (named.name().reading() != null && tellsOfAnEntry(said)) {
            return Explained.only(
                    name,
                    named.value(),
                    Decoder.read(named.value(), named.name().reading()));
        }
        return new Word(name, named.value(), List.of(), List.of());
    }

    /** True if RCX and RDX are about an entry: they always are if no call is named. */
    private static boolean tellsOfAnEntry(Said said) {
        if (said.leaf() != null && !said.leaf().hasEntryDetails()
                || said.leaf() == null && !said.call().isEmpty()) {
            return false;
        }
        return !isEmpty(said) && !givesPageBack(said);
    }

    /** RCX and RDX zero: a FREE entry has bit 63 in RCX, and all others of level 4K have a state in RDX. */
    private static boolean isEmpty(Said said) {
        return said.takesRegisters()
                && has(said, WordName.RCX)
                && has(said, WordName.RDX)
                && value(said, WordName.RCX) == 0
                && value(said, WordName.RDX) == 0;
    }

    private static boolean givesPageBack(Said said) {
        if (said.leaf() == null || !said.takesRegisters() || said.words().get(0).value() != 0) {
            return false;
        }
        return switch (said.leaf()) {
            case TDH_MEM_PAGE_REMOVE, TDH_MEM_SEPT_REMOVE, TDH_MEM_PAGE_PROMOTE, TDH_MEM_PAGE_RELOCATE -> true;
            default -> false;
        };
    }

    /** What the registers add to the status, as a clause; or nothing. */
    static String summary(Said said) {
        if (said.leaf() == LeafName.TDH_PHYMEM_PAGE_RECLAIM) {
            return value(said, WordName.RCX) == 0 ? "" : reclaimed(said);
        }
        if (givesPageBack(said)) {
            return "it gave back the page at host address " + LowHalf.hex(value(said, WordName.RCX));
        }
        if (isEmpty(said)) {
            return said.leaf() == null || said.leaf().hasEntryDetails() ? "it tells of no entry" : "";
        }
        return tellsOfAnEntry(said) ? entry(said) : "";
    }

    private static String entry(Said said) {
        boolean hasRcx = has(said, WordName.RCX);
        long rcx = value(said, WordName.RCX);
        if (!has(said, WordName.RDX)) {
            return hasRcx ? "it tells of " + RcxReader.read(rcx).sentence() : "";
        }
        Decoded rdx = RdxReader.read(value(said, WordName.RDX));
        SeptStateName state = RdxReader.state(value(said, WordName.RDX));
        if (state == null || !rdx.isPossible()) {
            return "what RDX tells makes no sense";
        }
        if (hasRcx && !fits(rcx, state)) {
            return "RDX tells of an entry that is " + state + ", and RCX of one that cannot be";
        }
        String level = Level.name((int) (value(said, WordName.RDX) & 7) + 1);
        boolean isWalk = StatusCode.of(said.words().get(0).value()) == StatusCode.EPT_WALK_FAILED;
        String page = hasRcx && state.isLeaf()
                ? " with the page at host address " + LowHalf.hex(Field.cut(rcx, 51, 12) << 12)
                : "";
        return (isWalk ? "the walk ended at the entry of level " : "the entry of level ")
                + level
                + (isWalk ? ", which is " : " is ")
                + state
                + page;
    }

    private static boolean fits(long rcx, SeptStateName state) {
        if (state == SeptStateName.FREE || state == SeptStateName.L2_FREE) {
            return rcx == Long.MIN_VALUE;
        }
        boolean hasRights = state.rights() < 0 || (rcx & 7) == state.rights();
        return hasRights && state.isLeaf() == ((rcx & 1L << 7) != 0) && (state.isLeaf() || (rcx & ~0x407L) == 0);
    }

    /** RCX is the type, RDX the address of the owner's TDR. */
    private static String reclaimed(Said said) {
        List<String> types = List.of("NDA", "RSVD", "", "REG", "TDR", "TDCX", "TDVPR", "", "EPT");
        long number = value(said, WordName.RCX);
        boolean isKnown =
                number > 0 && number < types.size() && !types.get((int) number).isEmpty();
        return "the page is of type " + (isKnown ? "PT_" + types.get((int) number) : LowHalf.hex(number))
                + " and belongs to the TD whose TDR is at host address " + LowHalf.hex(value(said, WordName.RDX));
    }

    private static boolean has(Said said, WordName name) {
        return said.words().stream().anyMatch(word -> word.name() == name);
    }

    private static long value(Said said, WordName name) {
        return said.words().stream()
                .filter(word -> word.name() == name)
                .mapToLong(Named::value)
                .findFirst()
                .orElse(0);
    }
}
