package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.seamstress.core.model.ModuleVariant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: which op-state of the TD allows which leaf. Method: the module's table, a test for each cell: a call that has
 * all it needs is made in each op-state, and is refused for that, or gets as far as the TD's entries.
 */
final class OpStateTableTest {
    /** A vCPU that is not ready yet. */
    private static final int NEW_VCPU = 3;

    static final List<String> ROWS = List.of(
            "TDH_VP_ENTER            RUNNABLE",
            "TDH_MNG_ADDCX           UNINITIALIZED",
            "TDH_MNG_INIT            UNINITIALIZED",
            "TDH_VP_CREATE           INITIALIZED",
            "TDH_VP_ADDCX            INITIALIZED",
            "TDH_VP_INIT             INITIALIZED",
            "TDH_MEM_TRACK           INITIALIZED RUNNABLE",
            "TDH_MEM_SEPT_ADD        INITIALIZED RUNNABLE",
            "TDH_MEM_SEPT_REMOVE     INITIALIZED RUNNABLE",
            "TDH_MEM_SEPT_RD         INITIALIZED RUNNABLE",
            "TDH_MEM_PAGE_AUG        INITIALIZED RUNNABLE",
            "TDH_MEM_PAGE_REMOVE     INITIALIZED RUNNABLE",
            "TDH_MEM_PAGE_RELOCATE   INITIALIZED RUNNABLE",
            "TDH_MEM_PAGE_PROMOTE    INITIALIZED RUNNABLE",
            "TDH_MEM_PAGE_DEMOTE     INITIALIZED RUNNABLE",
            "TDH_MEM_RANGE_BLOCK     INITIALIZED RUNNABLE",
            "TDH_MEM_RANGE_UNBLOCK   INITIALIZED RUNNABLE",
            "TDH_MEM_PAGE_ADD        INITIALIZED",
            "TDH_MR_EXTEND           INITIALIZED",
            "TDH_MR_FINALIZE         INITIALIZED",
            "TDH_PHYMEM_PAGE_WBINVD  UNINITIALIZED INITIALIZED RUNNABLE");

    @TestFactory
    List<DynamicTest> allowed() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String row : ROWS) {
            List<String> cells = List.of(row.split(" +"));
            for (OpState opState : OpState.values()) {
                boolean isAllowed = cells.subList(1, cells.size()).contains(opState.name());
                Leaf leaf = Leaf.valueOf(cells.get(0));
                String name = leaf.text() + " in " + opState + ": " + (isAllowed ? "allowed" : "refused");
                tests.add(dynamicTest(name, () -> check(leaf, opState, isAllowed)));
            }
        }
        return tests;
    }

    private static void check(Leaf leaf, OpState opState, boolean isAllowed) {
        TdxRig rig = begun(leaf, opState);
        if (isAllowed) {
            assertThat(rig.view.isInCall(7) && !rig.view.isFailing(7)).isTrue();
        } else {
            assertThat(((Tdx.Return) rig.finish(7)).status()).isEqualTo(0xC000060800000000L);
            assertThat(rig.locksHeld()).isEmpty();
        }
    }

    /** What the model does, whatever the table says: {@code yes}, or the status. */
    static String outcome(Leaf leaf, OpState opState) {
        TdxRig rig = begun(leaf, opState);
        boolean isUnderWay = rig.view.isInCall(7) && !rig.view.isFailing(7);
        return isUnderWay ? "yes" : TdxStatus.name(((Tdx.Return) rig.finish(7)).status());
    }

    /** A module in which {@code leaf} has just been called with all that it needs. */
    private static TdxRig begun(Leaf leaf, OpState opState) {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, opState, TdxRig::tables);
        int level = level(leaf);
        long tdr = rig.layout.tdr();
        long page = TdxRig.PAGE << 12;
        prepare(rig, leaf);
        switch (leaf) {
            case TDH_VP_ENTER -> rig.begin(7, leaf, 0, 0, 0);
            case TDH_VP_INIT -> rig.begin(7, leaf, NEW_VCPU, 0, 0);
            case TDH_VP_ADDCX -> rig.begin(7, leaf, page, NEW_VCPU, 0);
            case TDH_MEM_TRACK, TDH_MR_FINALIZE, TDH_MNG_INIT -> rig.begin(7, leaf, tdr, 0, 0);
            case TDH_PHYMEM_PAGE_WBINVD, TDH_MNG_ADDCX, TDH_VP_CREATE -> rig.begin(7, leaf, page, tdr, 0);
            default -> rig.begin(7, leaf, Tdx.pageInfo(level == 1 ? TdxRig.Z : TdxRig.X, level), tdr, page);
        }
        return rig;
    }

    private static int level(Leaf leaf) {
        return switch (leaf) {
            case TDH_MEM_SEPT_ADD, TDH_MEM_SEPT_REMOVE, TDH_MEM_PAGE_PROMOTE, TDH_MEM_PAGE_DEMOTE -> 1;
            default -> 0;
        };
    }

    private static void prepare(TdxRig rig, Leaf leaf) {
        rig.memory.write(rig.layout.td(TdWord.EPOCH), 3);
        rig.memory.write(rig.layout.bepoch(TdxRig.OTHER_PAGE), 2);
        long vcpu = rig.layout.tdvps(NEW_VCPU, TdvpsWord.STATE);
        switch (leaf) {
            case TDH_VP_CREATE -> rig.memory.write(vcpu, VcpuState.ABSENT);
            case TDH_VP_ADDCX -> rig.memory.write(vcpu, VcpuState.created(TdxRig.OTHER_PAGE));
            case TDH_VP_INIT -> rig.memory.write(vcpu, VcpuState.created(TdxRig.OTHER_PAGE) + (5 << 8));
            case TDH_MEM_PAGE_REMOVE, TDH_MEM_PAGE_RELOCATE, TDH_MEM_RANGE_UNBLOCK ->
                rig.set(SeptState.BLOCKED, 0, TdxRig.X, TdxRig.OTHER_PAGE);
            case TDH_MEM_RANGE_BLOCK, TDH_MR_EXTEND -> rig.set(SeptState.MAPPED, 0, TdxRig.X, TdxRig.OTHER_PAGE);
            case TDH_MEM_PAGE_DEMOTE -> {
                rig.set(SeptState.BLOCKED, 1, TdxRig.Z, TdxRig.HUGE_PAGE);
                rig.memory.write(rig.layout.bepoch(1, TdxRig.HUGE_PAGE), 2);
            }
            case TDH_MEM_PAGE_PROMOTE -> {
                rig.set(SeptState.NL_BLOCKED, 1, TdxRig.Z, TdxRig.OTHER_PAGE);
                for (int i = 0; i < 512; i++) {
                    rig.set(SeptState.MAPPED, 0, TdxRig.Z + i, TdxRig.HUGE_PAGE + i);
                }
            }
            case TDH_MEM_SEPT_REMOVE -> rig.set(SeptState.NL_BLOCKED, 1, TdxRig.Z, TdxRig.OTHER_PAGE);
            default -> {}
        }
    }
}
