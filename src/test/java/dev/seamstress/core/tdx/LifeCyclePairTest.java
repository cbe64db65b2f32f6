package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.seamstress.core.machine.Event;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Goal: whom the leaves of a TD's life refuse, and who refuses them. Method: as in {@link BusyPairTest}, with a TD that
 * runs. There these leaves fail in the end; they hold until then what they have locked before.
 *
 * <p>Source: the module's locks, leaf by leaf: TDH.MNG wants the TDR alone; RECLAIM, VP.FLUSH and VP.CREATE share it.
 */
final class LifeCyclePairTest {
    private static final int LP = 7;
    private static final long OWNED = TdxRig.HUGE_PAGE + 0x300;
    private static final List<String> CALLS =
            List.of("SADD", "AUG", "REM", "RLC", "RD", "PRO", "DEM", "SREM", "BLK", "UNB", "TRK", "VP", "VP0");
    private static final List<Leaf> WANT_IT_ALONE = List.of(
            Leaf.TDH_MNG_KEY_CONFIG,
            Leaf.TDH_MNG_ADDCX,
            Leaf.TDH_MNG_INIT,
            Leaf.TDH_MNG_VPFLUSHDONE,
            Leaf.TDH_MNG_KEY_FREEID);
    private static final List<Leaf> SHARE_IT =
            List.of(Leaf.TDH_PHYMEM_PAGE_RECLAIM, Leaf.TDH_VP_FLUSH, Leaf.TDH_VP_CREATE);

    private static void begin(TdxRig rig, Leaf leaf) {
        long tdr = rig.layout.tdr();
        switch (leaf) {
            case TDH_MNG_ADDCX, TDH_VP_CREATE -> rig.begin(LP, leaf, TdxRig.OTHER_PAGE << 12, tdr, 0);
            case TDH_VP_FLUSH -> rig.begin(LP, leaf, 1, 0, 0);
            case TDH_PHYMEM_PAGE_RECLAIM -> {
                rig.memory.write(rig.layout.pamt(OWNED), PamtEntry.make(PamtType.REG, TdxRig.FIRST_PFN));
                rig.begin(LP, leaf, OWNED << 12, 0, 0);
            }
            default -> rig.begin(LP, leaf, tdr, 0, 0);
        }
    }

    private static String finish(TdxRig rig) {
        return TdxStatus.name(((Tdx.Return) rig.finish(LP)).status());
    }

    /** What the leaf says in a TD that runs, if nobody is in its way. */
    private static String otherwise(Leaf leaf) {
        return switch (leaf) {
            case TDH_MNG_KEY_CONFIG, TDH_MNG_KEY_FREEID, TDH_PHYMEM_PAGE_RECLAIM -> "LIFECYCLE_STATE_INCORRECT";
            case TDH_MNG_VPFLUSHDONE -> "FLUSHVP_NOT_DONE";
            case TDH_VP_FLUSH -> "VCPU_NOT_ASSOCIATED";
            default -> "OP_STATE_INCORRECT";
        };
    }

    /** A TD in which the call, or the vCPU in the guest, is under way. */
    private static Meeting during(String first) {
        Meeting meeting = new Meeting(first, "RD", 0, false);
        meeting.beginFirst(first, "RD");
        return meeting;
    }

    private static List<String> andGuests() {
        List<String> all = new ArrayList<>(CALLS);
        all.addAll(List.of("run", "ACC"));
        return all;
    }

    @TestFactory
    List<DynamicTest> whoWantsTheTdAloneIsRefusedByAll() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Leaf leaf : WANT_IT_ALONE) {
            String busy = leaf == Leaf.TDH_MNG_ADDCX ? "OPERAND_BUSY|RDX" : "OPERAND_BUSY|RCX";
            for (String first : andGuests()) {
                tests.add(dynamicTest(leaf.text() + " arrives during " + first, () -> {
                    Meeting meeting = during(first);
                    begin(meeting.rig, leaf);
                    assertThat(finish(meeting.rig)).isEqualTo(busy);
                    meeting.finishAll();
                }));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> whoHasTheTdAloneRefusesAll() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Leaf leaf : WANT_IT_ALONE) {
            for (String second : CALLS) {
                tests.add(dynamicTest(second + " arrives during " + leaf.text(), () -> {
                    Meeting meeting = new Meeting("RD", second, 0, false);
                    meeting.prepare(second, meeting.spotOfTheSecond(second));
                    begin(meeting.rig, leaf);
                    meeting.begin(second, false, meeting.spotOfTheSecond(second));
                    assertThat(meeting.rig.traced(Event.SEAMCALL_BUSY))
                            .extracting(busy -> Long.toHexString(busy.c()))
                            .containsExactly(Long.toHexString(BusyPairTest.tdrBusy(second)));
                    assertThat(finish(meeting.rig)).isEqualTo(otherwise(leaf));
                    meeting.finishAll();
                }));
            }
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> whoSharesTheTdIsInNobodysWay() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Leaf leaf : SHARE_IT) {
            for (String first : andGuests()) {
                tests.add(dynamicTest(leaf.text() + " arrives during " + first, () -> {
                    Meeting meeting = during(first);
                    begin(meeting.rig, leaf);
                    assertThat(finish(meeting.rig)).isEqualTo(otherwise(leaf));
                    meeting.finishAll();
                }));
            }
        }
        return tests;
    }
}
