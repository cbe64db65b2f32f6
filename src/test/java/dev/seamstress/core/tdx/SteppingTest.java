package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.model.ModuleSwitch;
import dev.seamstress.core.model.ModuleVariant;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: what the stepping filter counts, lists and forgets, and what it does to an entry, cell by cell. Method: a TD
 * with tables, and vCPUs that fault as often as a test wants.
 */
final class SteppingTest {
    private static final ModuleUse FILTERED = ModuleUse.ANY.with(new ModuleUse.Live(true, false));
    private static final long TREE_BUSY = 0x8000020000000092L;
    private static final Message AT_X = violation(TdxRig.X);
    private TdxRig rig;

    @BeforeEach
    void live() {
        rig = rig(ModuleVariant.V1_5_01, FILTERED);
    }

    private static TdxRig rig(ModuleVariant variant, ModuleUse use) {
        return TdxRig.of(variant, OpState.RUNNABLE, use, TdxRig::tables);
    }

    private static Message violation(long gfn) {
        return new Tdx.EptViolation(gfn << 12, Tdx.ExtendedQualification.NONE, 0);
    }

    /** Enters, and leaves by a violation, so many times. */
    private static void fault(TdxRig rig, int lp, long gfn, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(rig.enter(lp)).isInstanceOf(Tdx.Entered.class);
            assertThat(rig.touch(lp, gfn)).isEqualTo(violation(gfn));
        }
    }

    private static Message enterNext(TdxRig rig, int lp) {
        rig.begin(lp, Leaf.TDH_VP_ENTER, lp, Tdx.PROGRESS, 0);
        return rig.finish(lp);
    }

    @ParameterizedTest(name = "{0} faults: {1}")
    @CsvSource({"0, 0", "1, 1", "2, 2", "5, 5", "6, 6", "7, 7"})
    void countsSixAndListsTheSeventh(int faults, int counted) {
        fault(rig, 0, TdxRig.X, faults);
        assertThat(rig.view.faultsCounted(0)).isEqualTo(counted);
        boolean isEntered = rig.enter(0) instanceof Tdx.Entered;
        assertThat(isEntered).isEqualTo(faults < 7);
    }

    /** Vector 14 of the specification. */
    @Test
    void vector14TheEighthEntryIsAViolationAndStaysOneWhilePending() {
        fault(rig, 0, TdxRig.X, 7);
        assertThat(rig.enter(0)).as("the eighth").isEqualTo(AT_X);
        assertThat(rig.aug(TdxRig.X, TdxRig.PAGE).status()).isZero();
        assertThat(rig.enter(0)).as("PENDING").isEqualTo(AT_X);
        rig.set(SeptState.MAPPED, 0, TdxRig.X, TdxRig.PAGE);
        assertThat(rig.enter(0)).as("MAPPED").isInstanceOf(Tdx.Entered.class);
        assertThat(rig.view.faultsCounted(0)).as("the list stays").isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource(
            value = SeptState.class,
            names = {"FREE", "MAPPED", "BLOCKED", "PENDING", "PENDING_BLOCKED"})
    void whetherAListedPageWouldFaultItsStateTells(SeptState state) {
        fault(rig, 0, TdxRig.X, 7);
        rig.set(state, 0, TdxRig.X, state == SeptState.FREE ? 0 : TdxRig.PAGE);
        assertThat(rig.enter(0) instanceof Tdx.Entered).isEqualTo(state == SeptState.MAPPED);
    }

    @Test
    void aBlockedTableAboveFaultsToo() {
        fault(rig, 0, TdxRig.X, 7);
        rig.set(SeptState.MAPPED, 0, TdxRig.X, TdxRig.PAGE);
        rig.set(SeptState.NL_BLOCKED, 1, TdxRig.X, TdxRig.L1_TABLE);
        assertThat(rig.enter(0)).isEqualTo(AT_X);
    }

    @Test
    void aLargePageAboveDoesNot() {
        fault(rig, 0, TdxRig.Z, 7);
        rig.set(SeptState.MAPPED, 1, TdxRig.Z, TdxRig.HUGE_PAGE);
        assertThat(rig.enter(0)).isInstanceOf(Tdx.Entered.class);
    }

    @Test
    void anEntryThatIsRefusedCountsNothingAndLeavesNothing() {
        fault(rig, 0, TdxRig.X, 7);
        SortedMap<Long, Long> before = rig.words();
        assertThat(rig.enter(0)).isEqualTo(AT_X);
        assertThat(rig.words()).isEqualTo(before);
        assertThat(rig.traced(Event.SEAMCALL_DONE)
                        .get(rig.traced(Event.SEAMCALL_DONE).size() - 1)
                        .d())
                .isEqualTo(TdxStatus.EXIT_EPT_VIOLATION);
        assertThat(rig.view.isAtRest()).isTrue();
    }

    @Test
    void listsEachPageOnceAndTellsTheFirstThatFaults() {
        fault(rig, 0, TdxRig.X, 7);
        rig.set(SeptState.MAPPED, 0, TdxRig.X, TdxRig.PAGE);
        fault(rig, 0, TdxRig.Y, 1);
        assertThat(rig.enter(0)).isEqualTo(violation(TdxRig.Y));
        rig.set(SeptState.FREE, 0, TdxRig.X, 0);
        assertThat(rig.enter(0)).isEqualTo(AT_X);
        rig.set(SeptState.MAPPED, 0, TdxRig.X, TdxRig.PAGE);
        rig.set(SeptState.MAPPED, 0, TdxRig.Y, TdxRig.OTHER_PAGE);
        fault(rig, 0, TdxRig.Y + 1, 1);
        rig.set(SeptState.FREE, 0, TdxRig.Y, 0);
        assertThat(rig.enter(0)).as("the second of three").isEqualTo(violation(TdxRig.Y));
    }

    @Test
    void aFullListTakesNoMore() {
        fault(rig, 0, TdxRig.X, 6);
        for (int i = 0; i < Stepping.LIST_SIZE + 1; i++) {
            fault(rig, 0, TdxRig.X + i, 1);
            rig.set(SeptState.MAPPED, 0, TdxRig.X + i, TdxRig.PAGE);
        }
        rig.set(SeptState.FREE, 0, TdxRig.X + Stepping.LIST_SIZE, 0);
        assertThat(rig.enter(0)).as("the 33rd is not listed").isInstanceOf(Tdx.Entered.class);
        rig.leaveByInterrupt(new Tdx.Entered(false, 1));
        rig.set(SeptState.FREE, 0, TdxRig.X + Stepping.LIST_SIZE - 1, 0);
        assertThat(rig.enter(0)).isEqualTo(violation(TdxRig.X + Stepping.LIST_SIZE - 1));
    }

    @Test
    void acceptIsNotCounted() {
        rig.enter(0);
        for (int i = 0; i < 8; i++) {
            assertThat(rig.accept(0, 0, TdxRig.X)).isInstanceOf(Tdx.EptViolation.class);
            assertThat(rig.enter(0)).isInstanceOf(Tdx.Entered.class);
        }
        assertThat(rig.view.faultsCounted(0)).isZero();
    }

    @Test
    void aViolationOnAPendingPageIsCounted() {
        rig.set(SeptState.PENDING, 0, TdxRig.X, TdxRig.PAGE);
        rig.enter(0);
        rig.touch(0, TdxRig.X);
        assertThat(rig.view.faultsCounted(0)).isEqualTo(1);
    }

    @Test
    void aHitIsNotCountedAndTakesNothingBack() {
        fault(rig, 0, TdxRig.X, 3);
        rig.set(SeptState.MAPPED, 0, TdxRig.Y, TdxRig.PAGE);
        rig.enter(0);
        assertThat(rig.touch(0, TdxRig.Y)).isInstanceOf(Tdx.Hit.class);
        assertThat(rig.view.faultsCounted(0)).isEqualTo(3);
    }

    @Test
    void anAccessOfAGuestThatHasGotOnStartsAnew() {
        fault(rig, 0, TdxRig.X, 6);
        rig.enter(0);
        assertThat(rig.touchNext(0, TdxRig.X)).isEqualTo(AT_X);
        assertThat(rig.view.faultsCounted(0)).isEqualTo(1);
    }

    @Test
    void anEntryOfAGuestThatHasGotOnForgetsTheList() {
        fault(rig, 0, TdxRig.X, 6);
        fault(rig, 0, TdxRig.Y, 1);
        assertThat(enterNext(rig, 0)).isInstanceOf(Tdx.Entered.class);
        assertThat(rig.view.faultsCounted(0)).isZero();
        assertThat(rig.touch(0, TdxRig.X)).isEqualTo(AT_X);
        assertThat(rig.view.faultsCounted(0)).isEqualTo(1);
    }

    /** The exit before the entry has forgotten it, whatever becomes of the entry. */
    @Test
    void soDoesOneThatIsRefused() {
        Injection eighth = Injection.nth(8, Injection.Outcome.BUSY, Injection.ANYONE, Leaf.TDH_VP_ENTER, null);
        TdxRig refused = rig(ModuleVariant.V1_5_01, FILTERED.with(List.of(eighth)));
        fault(refused, 0, TdxRig.X, 7);
        assertThat(enterNext(refused, 0)).isInstanceOf(Tdx.Return.class);
        assertThat(refused.view.faultsCounted(0)).isZero();
    }

    @Test
    void eachVcpuHasItsOwnCountAndList() {
        fault(rig, 0, TdxRig.X, 7);
        assertThat(rig.enter(1)).isInstanceOf(Tdx.Entered.class);
        assertThat(rig.view.faultsCounted(1)).isZero();
        assertThat(rig.enter(0)).isEqualTo(AT_X);
    }

    @Test
    void theTreeIsTakenAfterTheEpochAndGivenBackBeforeTheGuestRuns() {
        fault(rig, 0, TdxRig.X, 7);
        rig.set(SeptState.MAPPED, 0, TdxRig.X, TdxRig.PAGE);
        rig.beginEnter(0, 0);
        assertThat(rig.view.isExclusive(ModuleLock.TREE)).isFalse();
        assertThat(rig.view.sharers(ModuleLock.EPOCH)).isEqualTo(1);
        rig.step(0);
        assertThat(rig.view.isExclusive(ModuleLock.TREE)).isTrue();
        assertThat(rig.view.sharers(ModuleLock.EPOCH)).isZero();
        assertThat(rig.aug(TdxRig.Y, TdxRig.OTHER_PAGE).status()).isEqualTo(TREE_BUSY);
        rig.step(0);
        assertThat(rig.reply(0)).isInstanceOf(Tdx.Entered.class);
        assertThat(rig.locksHeld()).isEmpty();
    }

    @Test
    void aTreeInUseRefusesTheEntryAndTakesTheCountBack() {
        fault(rig, 0, TdxRig.X, 7);
        rig.beginAug(5, TdxRig.Y, TdxRig.OTHER_PAGE);
        SortedMap<Long, Long> before = rig.words();
        rig.beginEnter(0, 0);
        assertThat(rig.view.tdrHolders()).isEqualTo(1);
        assertThat(rig.finish(0)).isEqualTo(new Tdx.Return(Leaf.TDH_VP_ENTER, TREE_BUSY, 0, 0));
        assertThat(rig.words()).as("REFCOUNT too").isEqualTo(before);
        rig.finish(5);
        assertThat(rig.enter(0)).isEqualTo(AT_X);
    }

    @Test
    void whoIsNotSuspectedNeedsNoTree() {
        fault(rig, 0, TdxRig.X, 6);
        rig.beginBlock(5, 1, TdxRig.X);
        assertThat(rig.enter(0)).isInstanceOf(Tdx.Entered.class);
    }

    /** A flush that the module did for an entry that did not come about is done for the next. */
    @Test
    void anEntryThatIsRefusedOwesItsFlush() {
        fault(rig, 0, TdxRig.X, 7);
        assertThat(rig.track().status()).isZero();
        assertThat(rig.enter(0)).isEqualTo(AT_X);
        rig.set(SeptState.MAPPED, 0, TdxRig.X, TdxRig.PAGE);
        assertThat(rig.enter(0)).isEqualTo(new Tdx.Entered(true, 0));
    }

    @Test
    void countsInTheSameEpochThatItTakesBack() {
        fault(rig, 0, TdxRig.X, 7);
        rig.beginEnter(0, 0);
        rig.step(0);
        assertThat(rig.track().status()).isZero();
        assertThat(rig.finish(0)).isEqualTo(AT_X);
        assertThat(rig.view.refcount(0) + rig.view.refcount(1)).isZero();
    }

    @Test
    void nothingIsCountedUnlessItIsAskedFor() {
        TdxRig off = TdxRig.withTables();
        fault(off, 0, TdxRig.X, 9);
        assertThat(off.view.faultsCounted(0)).isZero();
    }

    @Test
    void norByAModuleThatHasNoFilter() {
        TdxRig without = rig(ModuleVariant.V1_5_01.without(ModuleSwitch.ZERO_STEP), FILTERED);
        fault(without, 0, TdxRig.X, 9);
        assertThat(without.view.faultsCounted(0)).isZero();
    }

    @ParameterizedTest(name = "a fact of {0} faults")
    @CsvSource({"0, 0, true", "6, 6, true", "7, 7, false"})
    void aFactIsAsIfItHadHappened(int faults, int counted, boolean isEntered) {
        TdxRig told = TdxRig.of(ModuleVariant.V1_5_01, OpState.RUNNABLE, FILTERED, facts -> {
            TdxRig.tables(facts);
            facts.stepping(0, faults, TdxRig.X);
        });
        assertThat(told.view.faultsCounted(0)).isEqualTo(counted);
        assertThat(told.enter(0) instanceof Tdx.Entered).isEqualTo(isEntered);
    }
}
