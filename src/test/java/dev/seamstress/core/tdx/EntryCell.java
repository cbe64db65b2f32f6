package dev.seamstress.core.tdx;

import dev.seamstress.core.model.ModuleVariant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * One call of a leaf of the host about an entry in one state: what the table says of it, and what the model does.
 *
 * <p>Names: {@code S} EPT_ENTRY_STATE_INCORRECT, {@code NB} GPA_RANGE_NOT_BLOCKED, {@code AB}
 * GPA_RANGE_ALREADY_BLOCKED, {@code NF} EPT_PAGE_NOT_FREE, {@code IC} EPT_INVALID_PROMOTE_CONDITIONS, all of RCX and
 * with details; {@code OP} OP_STATE_INCORRECT; {@code =} success, and nothing changes; {@code rd} the same, with
 * details; a state, success, and it is the next one; {@code T:} before one of these, it if the entry is tracked, else
 * TLB_TRACKING_NOT_DONE of RCX; {@code U:}, the same of SEPT_TREE; {@code -} cannot be.
 *
 * <p>PROMOTE finds 512 pages that are MAPPED, PROMOTE_P such that are PENDING, PROMOTE_MIX one that is PENDING among
 * others; SEPT_REMOVE finds an empty table, SEPT_REMOVE_FULL one with an entry that is not FREE.
 *
 * <p>Shape: in the third TD epoch; tracked is an entry with BEPOCH 2, untracked one with BEPOCH 3.
 */
record EntryCell(OpState opState, String leaf, int level, SeptState state, String expected) {
    static final long EPOCH = 3;
    static final long CHILDREN = 1 << 20;

    /** The only region of 1G that the host memory has. */
    private static final long GIANT_PAGE = 0x40000;

    static final List<SeptState> STATES = List.of(
            SeptState.FREE,
            SeptState.NL_MAPPED,
            SeptState.NL_BLOCKED,
            SeptState.MAPPED,
            SeptState.BLOCKED,
            SeptState.PENDING,
            SeptState.PENDING_BLOCKED);

    /** Columns: FREE, NL_MAPPED, NL_BLOCKED, MAPPED, BLOCKED, PENDING, PENDING_BLOCKED. */
    private static final List<String> RUNNABLE = List.of(
            "SEPT_ADD         123  NL_MAPPED  S           S            S        S         S                S",
            "SEPT_ADD_EXIST   123  NL_MAPPED  =           S            S        S         S                S",
            "SEPT_REMOVE      123  S          NB          T:FREE       S        S         S                S",
            "SEPT_REMOVE_FULL 123  S          NB          T:NF         S        S         S                S",
            "SEPT_RD          0123 rd         rd          rd           rd       rd        rd               rd",
            "PAGE_ADD         0    OP         -           -            OP       OP        OP               OP",
            "PAGE_AUG         01   PENDING    S           S            S        S         S                S",
            "PAGE_REMOVE      012  S          S           S            NB       T:FREE    NB               T:FREE",
            "PAGE_RELOCATE    0    S          -           -            NB       T:MAPPED  NB               T:PENDING",
            "PAGE_PROMOTE     12   S          NB          T:MAPPED     S        S         S                S",
            "PAGE_PROMOTE_P   12   S          NB          T:PENDING    S        S         S                S",
            "PAGE_PROMOTE_MIX 12   S          NB          T:IC         S        S         S                S",
            "PAGE_DEMOTE      12   S          S           S            NB       T:NL_MAPPED NB             T:NL_MAPPED",
            "RANGE_BLOCK      0123 S          NL_BLOCKED  AB           BLOCKED  AB        PENDING_BLOCKED  AB",
            "RANGE_UNBLOCK    0123 S          S           U:NL_MAPPED  S        U:MAPPED  S                U:PENDING");

    /** Nobody has run, so nothing need be blocked or tracked; of what was, BEPOCH says nothing. */
    private static final List<String> INITIALIZED = List.of(
            "SEPT_ADD         123  NL_MAPPED  S           S          S        S        S                S",
            "SEPT_ADD_EXIST   123  NL_MAPPED  =           S          S        S        S                S",
            "SEPT_REMOVE      123  S          FREE        FREE       S        S        S                S",
            "SEPT_REMOVE_FULL 123  S          NF          NF         S        S        S                S",
            "SEPT_RD          0123 rd         rd          rd         rd       rd       rd               rd",
            "PAGE_ADD         0    MAPPED     -           -          S        S        S                S",
            "PAGE_AUG         01   PENDING    S           S          S        S        S                S",
            "PAGE_REMOVE      012  S          S           S          FREE     FREE     FREE             FREE",
            "PAGE_RELOCATE    0    S          -           -          MAPPED   MAPPED   PENDING          PENDING",
            "PAGE_PROMOTE     12   S          MAPPED      MAPPED     S        S        S                S",
            "PAGE_PROMOTE_P   12   S          PENDING     PENDING    S        S        S                S",
            "PAGE_PROMOTE_MIX 12   S          IC          IC         S        S        S                S",
            "PAGE_DEMOTE      12   S          S           S          NL_MAPPED NL_MAPPED NL_MAPPED      NL_MAPPED",
            "RANGE_BLOCK      0123 S          NL_BLOCKED  AB         BLOCKED  AB       PENDING_BLOCKED  AB",
            "RANGE_UNBLOCK    0123 S          S           NL_MAPPED  S        MAPPED   S                PENDING");

    /** The cells of the table for TDs in {@code opState}, by rows of one leaf and one level; each has all states. */
    static List<List<EntryCell>> rows(OpState opState) {
        List<List<EntryCell>> rows = new ArrayList<>();
        for (String line : opState == OpState.RUNNABLE ? RUNNABLE : INITIALIZED) {
            String[] cells = line.split(" +");
            for (char level : cells[1].toCharArray()) {
                List<EntryCell> row = new ArrayList<>();
                for (int i = 0; i < STATES.size(); i++) {
                    row.add(new EntryCell(opState, cells[0], level - '0', STATES.get(i), cells[2 + i]));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** At 4K there is no table, at 512G no page. */
    boolean isPossible() {
        boolean isThere = state == SeptState.FREE || (state.isLeaf() ? level < 3 : level > 0);
        return !expected.equals("-") && isThere;
    }

    /** What the cell's tests are called; those of a blocked entry go on with whether it is tracked. */
    String name() {
        return leaf + " of " + state + " at " + size();
    }

    String size() {
        return List.of("4K", "2M", "1G", "512G").get(level);
    }

    /** The level of the page that the entry points to at first. */
    int oldSize() {
        return state.isLeaf() ? level : 0;
    }

    /** The page that the entry points to at first. */
    long oldPage() {
        return oldSize() == 2 ? GIANT_PAGE : TdxRig.HUGE_PAGE;
    }

    /** The page that it points to when it gets another one. */
    long newPage() {
        return isPromotion() && level == 2 ? GIANT_PAGE : TdxRig.HUGE_PAGE + 0x200;
    }

    boolean isPromotion() {
        return leaf.startsWith("PAGE_PROMOTE");
    }

    /** The first gfn of the entry. */
    long gfn() {
        return TdxRig.X & -(1L << 9 * level);
    }

    /** The first gfn of entry number {@code index} of the table that the entry has. Requires: not at 4K. */
    long child(int index) {
        return gfn() + ((long) index << 9 * (level - 1));
    }

    /** A module with the entry, and what the leaf needs besides. */
    TdxRig rig(boolean isTracked) {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, opState, facts -> tables(facts, level));
        rig.memory.write(rig.layout.td(TdWord.EPOCH), EPOCH);
        rig.memory.write(rig.layout.td(TdWord.CHLDCNT), CHILDREN);
        rig.memory.write(rig.contentWord(oldPage()), 0x77);
        rig.set(state, level, gfn(), state == SeptState.FREE ? 0 : oldPage());
        if (state != SeptState.FREE) {
            give(rig, state.isLeaf() ? PamtType.REG : PamtType.EPT, oldSize(), oldPage());
        }
        if (state.isBlocked()) {
            rig.memory.write(rig.layout.bepoch(oldSize(), oldPage()), isTracked ? EPOCH - 1 : EPOCH);
        }
        boolean isTable = !state.isLeaf() && state != SeptState.FREE;
        for (int i = 0; i < 512 && isPromotion() && isTable; i++) {
            boolean isPending = leaf.endsWith("_P") || leaf.endsWith("_MIX") && i == 100;
            long page = newPage() + ((long) i << 9 * (level - 1));
            rig.set(isPending ? SeptState.PENDING : SeptState.MAPPED, level - 1, child(i), page);
            give(rig, PamtType.REG, level - 1, page);
        }
        if (leaf.endsWith("_FULL") && isTable) {
            rig.set(SeptState.PENDING_BLOCKED, level - 1, child(3), newPage());
        }
        return rig;
    }

    private static void tables(TdxInitials facts, int lowest) {
        facts.table(3, TdxRig.X, TdxRig.L3_TABLE);
        if (lowest < 3) {
            facts.table(2, TdxRig.X, TdxRig.L2_TABLE);
        }
        if (lowest < 2) {
            facts.table(1, TdxRig.X, TdxRig.L1_TABLE);
        }
    }

    private static void give(TdxRig rig, PamtType type, int size, long pfn) {
        rig.memory.write(rig.layout.pamt(size, pfn), PamtEntry.make(type, TdxRig.FIRST_PFN));
    }

    /** The call, to its end. */
    Tdx.Return call(TdxRig rig) {
        Leaf which = Leaf.valueOf("TDH_MEM_" + leaf.replaceFirst("_EXIST|_FULL|_P$|_MIX", ""));
        long rdx = rig.layout.tdr() | (leaf.equals("SEPT_ADD_EXIST") ? Tdx.ALLOW_EXISTING : 0);
        long page = leaf.equals("PAGE_DEMOTE") ? TdxRig.OTHER_PAGE : newPage();
        long pageInfo = Tdx.pageInfo(gfn(), level);
        rig.deliver(7, new Tdx.Seamcall(which, pageInfo, rdx, page << 12, oldPage() << 12));
        return (Tdx.Return) rig.finish(7);
    }

    /** What the model does, whatever the table says: one or, if tracking matters, two outcomes in the table's words. */
    String outcome() {
        String tracked = outcome(true);
        String untracked = state.isBlocked() ? outcome(false) : tracked;
        if (tracked.equals(untracked)) {
            return tracked;
        }
        return switch (untracked) {
            case "TLB_TRACKING_NOT_DONE|RCX" -> "T:" + tracked;
            case "TLB_TRACKING_NOT_DONE|SEPT_TREE" -> "U:" + tracked;
            default -> tracked + ", untracked " + untracked;
        };
    }

    private String outcome(boolean isTracked) {
        TdxRig rig = rig(isTracked);
        SortedMap<Long, Long> before = rig.words();
        Tdx.Return result = call(rig);
        if (result.status() != 0) {
            String name = TdxStatus.name(result.status());
            return switch (name) {
                case "EPT_ENTRY_STATE_INCORRECT|RCX" -> "S";
                case "GPA_RANGE_NOT_BLOCKED|RCX" -> "NB";
                case "GPA_RANGE_ALREADY_BLOCKED|RCX" -> "AB";
                case "EPT_PAGE_NOT_FREE|RCX" -> "NF";
                case "EPT_INVALID_PROMOTE_CONDITIONS|RCX" -> "IC";
                case "OP_STATE_INCORRECT" -> "OP";
                default -> name;
            };
        }
        if (!rig.words().equals(before)) {
            return rig.state(level, gfn()).name();
        }
        return (result.rcx() | result.rdx()) == 0 ? "=" : "rd";
    }
}
