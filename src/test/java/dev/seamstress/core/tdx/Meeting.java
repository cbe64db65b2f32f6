package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.model.ModuleVariant;

/**
 * Two calls that overlap, of kinds as in {@link BusyPairTest}: where each of them works, what it finds there, and how
 * it gets to where it holds its locks. The TD is in its second epoch.
 */
final class Meeting {
    final TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, facts -> {
        TdxRig.tables(facts);
        facts.associated(0, 0).associated(1, 1);
    });
    private final int sharedLevel;
    private final boolean isSame;

    /** {@code sharedLevel}: of the entry that both work on, if it is the same. */
    Meeting(int sharedLevel, boolean isSame) {
        this.sharedLevel = sharedLevel;
        this.isSame = isSame;
        rig.memory.write(rig.layout.td(TdWord.EPOCH), 2);
    }

    /** An entry, and a page for it. */
    record Spot(int level, long gfn, long pfn) {}

    /** Level 1 has no table at Z and W; level 0 has one at X and Y. */
    Spot spotOfTheFirst(String kind) {
        int level = isSame ? sharedLevel : ownLevel(kind);
        return new Spot(level, level == 1 ? TdxRig.Z : TdxRig.X, TdxRig.PAGE);
    }

    Spot spotOfTheSecond(String kind) {
        int level = isSame ? sharedLevel : ownLevel(kind);
        if (isSame) {
            return new Spot(level, level == 1 ? TdxRig.Z : TdxRig.X, TdxRig.OTHER_PAGE);
        }
        return new Spot(level, level == 1 ? TdxRig.W : TdxRig.Y, TdxRig.OTHER_PAGE);
    }

    private static int ownLevel(String kind) {
        return kind.equals("SADD") ? 1 : 0;
    }

    /** Puts the entry into a state that a call of this kind takes. */
    void prepare(String kind, Spot spot) {
        switch (kind) {
            case "REM" -> {
                rig.set(SeptState.BLOCKED, spot.level, spot.gfn, spot.pfn);
                rig.memory.write(rig.layout.bepoch(spot.pfn), 1);
            }
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

    /** Takes a call up to where it holds its locks, or has been refused. Returns who makes it. */
    int begin(String kind, boolean isFirst, Spot spot) {
        int lp = isFirst ? 0 : 1;
        long pageInfo = Tdx.pageInfo(spot.gfn, spot.level);
        switch (kind) {
            case "SADD" -> rig.beginSeptAdd(lp, spot.level, spot.gfn, spot.pfn);
            case "AUG" -> rig.begin(lp, Leaf.TDH_MEM_PAGE_AUG, pageInfo, rig.layout.tdr(), spot.pfn << 12);
            case "REM" -> rig.begin(lp, Leaf.TDH_MEM_PAGE_REMOVE, pageInfo, rig.layout.tdr(), 0);
            case "RD" -> rig.beginSeptRd(lp, spot.level, spot.gfn);
            case "BLK" -> rig.beginBlock(lp, spot.level, spot.gfn);
            case "TRK" -> rig.beginTrack(lp);
            case "WB" -> rig.beginWbinvd(lp, spot.pfn);
            case "VP" -> rig.beginEnter(lp, lp);
            case "run" -> rig.enter(lp);
            case "ACC" -> {
                lp = isFirst ? 2 : 3;
                rig.beginAccept(lp, spot.level, spot.gfn);
                rig.step(lp);
            }
            default -> throw new AssertionError(kind);
        }
        return lp;
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
