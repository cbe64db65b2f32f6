package dev.seamstress.core.tdx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.ModuleVariant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goal: the module refuses to be used as no thread can use it, and costs time where it works. Method: one misuse a
 * test.
 */
final class TdxModuleTest {
    @Test
    void oneCallAtATimeFromOneThread() {
        TdxRig rig = TdxRig.withTables();
        rig.beginAug(5, TdxRig.X, TdxRig.PAGE);
        assertThatThrownBy(() -> rig.beginAug(5, TdxRig.Y, TdxRig.OTHER_PAGE))
                .isInstanceOf(ModelBug.class)
                .hasMessageContaining("in flight");
        rig.enter(0);
        rig.beginAccept(0, 0, TdxRig.X);
        assertThatThrownBy(() -> rig.touch(0, TdxRig.X)).isInstanceOf(ModelBug.class);
    }

    @Test
    void aCompletionNeedsItsCall() {
        TdxRig rig = TdxRig.withTables();
        assertThatThrownBy(() -> rig.deliver(5, new Tdx.Complete(Leaf.TDH_MEM_PAGE_AUG)))
                .isInstanceOf(ModelBug.class);
        rig.beginAug(5, TdxRig.X, TdxRig.PAGE);
        assertThatThrownBy(() -> rig.deliver(5, new Tdx.Complete(Leaf.TDH_MEM_SEPT_ADD)))
                .isInstanceOf(ModelBug.class);
    }

    @Test
    void aGuestMustBeInTheGuest() {
        TdxRig rig = TdxRig.withTables();
        assertThatThrownBy(() -> rig.touch(0, TdxRig.X)).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> rig.beginAccept(0, 0, TdxRig.X)).isInstanceOf(ModelBug.class);
    }

    @Test
    void answersAreNoQuestions() {
        TdxRig rig = TdxRig.empty();
        assertThatThrownBy(() -> rig.deliver(0, new Tdx.Hit(1))).isInstanceOf(ModelBug.class);
        assertThatThrownBy(() -> rig.begin(0, Leaf.TDG_MEM_PAGE_ACCEPT, 0, 0, 0))
                .isInstanceOf(ModelBug.class);
    }

    @Test
    void aTableOutsideTheShapeIsABug() {
        TdxRig rig = TdxRig.empty();
        long farAway = 1L << 27;
        assertThatThrownBy(() -> rig.septAdd(3, farAway, TdxRig.PAGE)).isInstanceOf(ModelBug.class);
    }

    @Test
    void workTakesItsTimeAndRefusalsNone() {
        TdxRig rig = TdxRig.withTables();
        rig.beginMem(5, Leaf.TDH_MEM_SEPT_ADD, 1, TdxRig.Z, TdxRig.PAGE);
        assertThat(rig.pendingNs(5)).isEqualTo(3000);
        rig.beginAug(6, TdxRig.X, TdxRig.OTHER_PAGE);
        assertThat(rig.pendingNs(6)).isEqualTo(2000);
        rig.finish(6);
        rig.enter(0);
        rig.beginAccept(0, 0, TdxRig.X);
        assertThat(rig.pendingNs(0)).isZero();
        rig.step(0);
        assertThat(rig.pendingNs(0)).isEqualTo(2800);
        rig.finish(0);
        rig.beginAccept(0, 0, TdxRig.X);
        rig.step(0);
        assertThat(rig.pendingNs(0)).isEqualTo(1500);
    }

    @ParameterizedTest
    @CsvSource({
        "TDH_MEM_RANGE_BLOCK,    1800",
        "TDH_MEM_SEPT_RD,        1700",
        "TDH_MEM_PAGE_REMOVE,    2000",
        "TDH_MEM_TRACK,          1500",
        "TDH_PHYMEM_PAGE_WBINVD, 3000",
    })
    void aZapTakesItsTime(Leaf leaf, long ns) {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, OpState.INITIALIZED, facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.MAPPED, TdxRig.X, TdxRig.PAGE);
        });
        switch (leaf) {
            case TDH_MEM_TRACK -> rig.beginTrack(5);
            case TDH_PHYMEM_PAGE_WBINVD -> rig.beginWbinvd(5, TdxRig.OTHER_PAGE);
            default -> rig.begin(5, leaf, Tdx.pageInfo(TdxRig.X, 0), rig.layout.tdr(), 0);
        }
        assertThat(rig.pendingNs(5)).isEqualTo(ns);
        assertThat(((Tdx.Return) rig.finish(5)).status()).isZero();
    }

    @Test
    void theViewShowsWhatTheFactsSay() {
        TdxRig rig = TdxRig.of(ModuleVariant.V1_5_01, facts -> {
            TdxRig.tables(facts);
            facts.page(SeptState.PENDING, TdxRig.X, TdxRig.PAGE).page(SeptState.MAPPED, TdxRig.Y, TdxRig.OTHER_PAGE);
        });
        assertThat(rig.state(0, TdxRig.X)).isEqualTo(SeptState.PENDING);
        assertThat(rig.view.pfn(0, TdxRig.X)).isEqualTo(TdxRig.PAGE);
        assertThat(rig.state(1, TdxRig.X)).isEqualTo(SeptState.NL_MAPPED);
        assertThat(rig.view.pfn(1, TdxRig.X)).isEqualTo(TdxRig.L1_TABLE);
        assertThat(rig.state(0, 1L << 30)).as("outside the shape").isEqualTo(SeptState.FREE);
        assertThat(rig.view.pamtType(TdxRig.FIRST_PFN)).isEqualTo(PamtType.TDR);
        assertThat(rig.view.pamtType(TdxRig.L1_TABLE)).isEqualTo(PamtType.EPT);
        assertThat(rig.view.pamtType(TdxRig.OTHER_PAGE)).isEqualTo(PamtType.REG);
        assertThat(rig.view.pamtType(TdxRig.FIRST_PFN + 40)).isEqualTo(PamtType.NDA);
        assertThat(rig.view.pamtType(TdxRig.FIRST_PFN - 1)).isEqualTo(PamtType.RSVD);
        assertThat(rig.view.childCount()).isEqualTo(5);
        assertThat(rig.view.epoch()).isEqualTo(1);
        assertThat(rig.view.isAtRest()).isTrue();
        rig.beginAug(5, TdxRig.X + 2, TdxRig.PAGE + 2);
        assertThat(rig.view.isAtRest()).isFalse();
        assertThat(rig.view.isInCall(5)).isTrue();
        assertThat(rig.view.isLocked(0, TdxRig.X + 2)).isTrue();
        assertThat(rig.view.leaf(5)).isEqualTo(Leaf.TDH_MEM_PAGE_AUG);
        assertThat(rig.view.rcx(5)).isEqualTo(Tdx.pageInfo(TdxRig.X + 2, 0));
        assertThat(rig.view.page(5)).isEqualTo(TdxRig.PAGE + 2);
        assertThat(rig.view.isPageLocked(0, TdxRig.PAGE + 2)).isTrue();
        assertThat(rig.view.holds(5, ModuleLock.PAGE, ModuleLock.Mode.EXCLUSIVE))
                .isTrue();
        assertThat(rig.view.holds(5, ModuleLock.TREE, ModuleLock.Mode.SHARED)).isTrue();
        assertThat(rig.view.holds(5, ModuleLock.TREE, ModuleLock.Mode.EXCLUSIVE))
                .isFalse();
        assertThat(rig.view.sharers(ModuleLock.TDR)).isEqualTo(1);
        assertThat(rig.view.isFailing(5)).isFalse();
        assertThat(rig.view.ownerPfn(TdxRig.OTHER_PAGE)).isEqualTo(TdxRig.FIRST_PFN);
        assertThat(rig.view.ownerPfn(TdxRig.PAGE + 2)).isZero();
        assertThatThrownBy(() -> rig.view.sharers(ModuleLock.PAGE)).isInstanceOf(ModelBug.class);
    }

    @Test
    void factsMustMakeSense() {
        assertThatThrownBy(() -> TdxRig.of(ModuleVariant.V1_5_01, facts -> facts.page(SeptState.FREE, 0x200, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TdxRig.of(ModuleVariant.V1_5_01, facts -> facts.table(1, 1L << 30, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
