package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.ModuleVariant;
import java.util.List;

/**
 * Two calls that overlap, of kinds as in {@link BusyPairTest}: where each of them works, what it finds there, and how
 * it gets to where it holds its locks. The TD is in its second epoch.
 *
 * <p>Names: SADD is SEPT.ADD, REM PAGE.REMOVE, RLC PAGE.RELOCATE, RD SEPT.RD, SREM SEPT.REMOVE, BLK RANGE.BLOCK, UNB
 * RANGE.UNBLOCK, PRO PAGE.PROMOTE, DEM PAGE.DEMOTE, ADD PAGE.ADD, EXT MR.EXTEND, FIN MR.FINALIZE, TRK MEM.TRACK, WB
 * PHYMEM.PAGE.WBINVD, VP VP.ENTER in its first moment, while it has the epoch lock, VP0 one of a vCPU that has a list
 * of faults, in its second, run a vCPU in the guest, ACC an ACCEPT that has locked its entry.
 */
final class Meeting {
    private static final List<String> ABOUT_NO_ENTRY = List.of("TRK", "VP", "VP0", "run", "WB", "FIN");
    private static final List<String> ABOUT_TABLES = List.of("SADD", "SREM", "PRO", "DEM");
    private static final List<String> ABOUT_4K = List.of("RLC", "ADD", "EXT");

    /** Where a vCPU of VP0 has faulted; nothing is there. */
    private static final long FAULTED = TdxRig.X + 0x100;

    private static final List<String> OWNS_TD = List.of("ADD", "EXT", "FIN");

    final TdxRig rig;
    private final int sharedLevel;
    private final boolean isSame;

    /** {@code sharedLevel}: of the entry that both work on, if it is the same. A TD that is built is not final yet. */
    Meeting(String first, String second, int sharedLevel, boolean isSame) {
        boolean isBuilt = ownsTd(first) || first.equals("WB") && ownsTd(second);
        OpState opState = isBuilt ? OpState.INITIALIZED : OpState.RUNNABLE;
        boolean isSuspected = List.of(first, second).contains("VP0");
        ModuleUse use = ModuleUse.ANY.with(new ModuleUse.Live(isSuspected, false));
        this.rig = TdxRig.of(ModuleVariant.V1_5_01, opState, use, facts -> {
            TdxRig.tables(facts);
            facts.associated(0, 0).associated(1, 1);
            for (int vcpu = 0; vcpu < 2; vcpu++) {
                boolean isVp0 = (vcpu == 0 ? first : second).equals("VP0");
                facts.stepping(vcpu, isVp0 ? 7 : 0, FAULTED);
            }
        });
        this.sharedLevel = sharedLevel;
        this.isSame = isSame;
        rig.memory.write(rig.layout.td(TdWord.EPOCH), 2);
    }

    /** True for a kind that wants the whole TD for itself. */
    static boolean ownsTd(String kind) {
        return OWNS_TD.contains(kind);
    }

    /** An entry, and a page for it. */
    record Spot(int level, long gfn, long pfn) {}

    /** The level at which calls of both kinds can work on one entry, or -1. */
    static int commonLevel(String first, String second) {
        List<String> both = List.of(first, second);
        if (both.stream().anyMatch(ABOUT_NO_ENTRY::contains)) {
            return -1;
        }
        boolean isOfTables = both.stream().anyMatch(ABOUT_TABLES::contains);
        return isOfTables && both.stream().anyMatch(ABOUT_4K::contains) ? -1 : isOfTables ? 1 : 0;
    }

    /** Level 1 has no table at Z and W; level 0 has one at X and Y. */
    Spot spotOfTheFirst(String kind) {
        int level = isSame ? sharedLevel : ownLevel(kind);
        return new Spot(level, level == 1 ? TdxRig.Z : TdxRig.X, level == 1 ? TdxRig.HUGE_PAGE : TdxRig.PAGE);
    }

    Spot spotOfTheSecond(String kind) {
        int level = isSame ? sharedLevel : ownLevel(kind);
        if (isSame) {
            return new Spot(level, level == 1 ? TdxRig.Z : TdxRig.X, TdxRig.OTHER_PAGE);
        }
        return new Spot(
                level, level == 1 ? TdxRig.W : TdxRig.Y, level == 1 ? TdxRig.HUGE_PAGE + 0x200 : TdxRig.OTHER_PAGE);
    }

    private static int ownLevel(String kind) {
        return ABOUT_TABLES.contains(kind) ? 1 : 0;
    }

    /** Puts the entry into a state that a call of this kind takes. */
    void prepare(String kind, Spot spot) {
        switch (kind) {
            case "REM", "RLC", "DEM" -> blocked(SeptState.BLOCKED, spot);
            case "UNB" -> blocked(spot.level == 1 ? SeptState.NL_BLOCKED : SeptState.BLOCKED, spot);
            case "SREM" -> blocked(SeptState.NL_BLOCKED, spot);
            case "PRO" -> {
                blocked(SeptState.NL_BLOCKED, spot);
                for (int i = 0; i < 512; i++) {
                    rig.set(SeptState.MAPPED, 0, spot.gfn + i, spot.pfn + 0x1000 + i);
                }
            }
            case "EXT" -> rig.set(SeptState.MAPPED, spot.level, spot.gfn, spot.pfn);
            case "BLK" ->
                rig.set(spot.level == 1 ? SeptState.NL_MAPPED : SeptState.MAPPED, spot.level, spot.gfn, spot.pfn);
            case "ACC" -> {
                if (spot.level == 0) {
                    rig.set(SeptState.PENDING, 0, spot.gfn, spot.pfn);
                }
            }
            default -> {}
        }
    }

    private void blocked(SeptState state, Spot spot) {
        rig.set(state, spot.level, spot.gfn, spot.pfn);
        rig.memory.write(rig.layout.bepoch(state.isLeaf() ? spot.level : 0, spot.pfn), 1);
    }

    /** Takes a call up to where it holds its locks, or has been refused. Returns who makes it. */
    int begin(String kind, boolean isFirst, Spot spot) {
        int lp = isFirst ? 0 : 1;
        long newPage = isFirst ? TdxRig.OTHER_PAGE + 1 : TdxRig.OTHER_PAGE + 2;
        switch (kind) {
            case "SADD" -> rig.beginMem(lp, Leaf.TDH_MEM_SEPT_ADD, spot.level, spot.gfn, spot.pfn);
            case "WB" -> rig.beginWbinvd(lp, spot.pfn);
            case "TRK" -> rig.beginTrack(lp);
            case "FIN" -> rig.begin(lp, Leaf.TDH_MR_FINALIZE, rig.layout.tdr(), 0, 0);
            case "EXT" -> rig.begin(lp, Leaf.TDH_MR_EXTEND, spot.gfn << 12, rig.layout.tdr(), 0);
            case "VP" -> rig.beginEnter(lp, lp);
            case "VP0" -> {
                rig.beginEnter(lp, lp);
                if (rig.isInFlight(lp)) {
                    rig.step(lp);
                }
            }
            case "run" -> rig.enter(lp);
            case "ACC" -> {
                lp = isFirst ? 2 : 3;
                rig.beginAccept(lp, spot.level, spot.gfn);
                rig.step(lp);
            }
            case "RLC", "DEM" -> onEntry(lp, kind, spot, newPage);
            default -> onEntry(lp, kind, spot, spot.pfn);
        }
        return lp;
    }

    private void onEntry(int lp, String kind, Spot spot, long page) {
        long pageInfo = Tdx.pageInfo(spot.gfn, spot.level);
        long source = kind.equals("ADD") ? TdxRig.HUGE_PAGE << 12 : 0;
        rig.deliver(lp, new Tdx.Seamcall(leaf(kind), pageInfo, rig.layout.tdr(), page << 12, source));
    }

    static Leaf leaf(String kind) {
        return switch (kind) {
            case "SADD" -> Leaf.TDH_MEM_SEPT_ADD;
            case "AUG" -> Leaf.TDH_MEM_PAGE_AUG;
            case "REM" -> Leaf.TDH_MEM_PAGE_REMOVE;
            case "RLC" -> Leaf.TDH_MEM_PAGE_RELOCATE;
            case "RD" -> Leaf.TDH_MEM_SEPT_RD;
            case "ADD" -> Leaf.TDH_MEM_PAGE_ADD;
            case "EXT" -> Leaf.TDH_MR_EXTEND;
            case "FIN" -> Leaf.TDH_MR_FINALIZE;
            case "PRO" -> Leaf.TDH_MEM_PAGE_PROMOTE;
            case "DEM" -> Leaf.TDH_MEM_PAGE_DEMOTE;
            case "SREM" -> Leaf.TDH_MEM_SEPT_REMOVE;
            case "BLK" -> Leaf.TDH_MEM_RANGE_BLOCK;
            case "UNB" -> Leaf.TDH_MEM_RANGE_UNBLOCK;
            case "TRK" -> Leaf.TDH_MEM_TRACK;
            case "VP", "VP0" -> Leaf.TDH_VP_ENTER;
            case "ACC" -> Leaf.TDG_MEM_PAGE_ACCEPT;
            default -> throw new AssertionError(kind);
        };
    }

    /** Prepares both, and takes the first to where it holds its locks. */
    void beginFirst(String first, String second) {
        prepare(first, spotOfTheFirst(first));
        if (!isSame) {
            prepare(second, spotOfTheSecond(second));
        }
        if (second.equals("ACC") || first.equals("ACC")) {
            rig.enter(2);
            rig.enter(3);
        }
        begin(first, true, spotOfTheFirst(first));
    }

    /** What the model does when {@code second} comes during {@code first}, in the words of {@link BusyPairTest}. */
    static String outcome(String first, String second) {
        String elsewhere = outcome(first, second, 0, false);
        int level = commonLevel(first, second);
        String same = level < 0 ? elsewhere : outcome(first, second, level, true);
        if (same.equals(elsewhere)) {
            return same;
        }
        return elsewhere.equals(".") && same.equals("OPERAND_BUSY|RCX") ? "e" : elsewhere + ", same " + same;
    }

    private static String outcome(String first, String second, int level, boolean isSame) {
        Meeting meeting = new Meeting(first, second, level, isSame);
        meeting.beginFirst(first, second);
        meeting.rig.traced.clear();
        meeting.begin(second, false, meeting.spotOfTheSecond(second));
        List<TdxRig.Traced> refused = meeting.rig.traced(Event.SEAMCALL_BUSY);
        if (refused.isEmpty()) {
            return ".";
        }
        long word = refused.get(0).c();
        if (word == BusyPairTest.tdrBusy(second)) {
            return "R";
        }
        String status = TdxStatus.name(word);
        return switch (status) {
            case "OPERAND_BUSY|SEPT_TREE" -> "T";
            case "OPERAND_BUSY|TD_EPOCH" -> "E";
            default -> status;
        };
    }

    void finishAll() {
        for (int lp = 0; lp < 4; lp++) {
            while (rig.isInFlight(lp)) {
                rig.step(lp);
            }
        }
        assertThat(rig.locksHeld()).isEmpty();
        assertThat(rig.view.isAtRest()).isTrue();
    }
}
