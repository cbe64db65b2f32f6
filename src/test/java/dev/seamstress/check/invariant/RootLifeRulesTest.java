package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.HOSTMM;
import static dev.seamstress.check.invariant.Planted.MMU;
import static dev.seamstress.check.invariant.Planted.P0;
import static dev.seamstress.check.invariant.Planted.P1;
import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.vm.Tlb;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: each rule about the end of roots and of tables, about walks that yield and about what is owed to a notifier
 * finds a step that breaks it. Method: as in {@link TreeRulesTest}.
 */
class RootLifeRulesTest {
    private final Planted world = new Planted();

    private long references(int root) {
        return world.kvm.roots().references(root);
    }

    private void unlist(int root) {
        world.let(
                world.kvm.roots().list(),
                RootList.remove(world.read(world.kvm.roots().list()), root));
    }

    @Test
    void v17ARootWithoutReferencesIsThereOnlyWhileItIsRemoved() {
        world.invalidateRoot(world.direct);
        assertThat(world.store(P0, references(world.direct), 0)).contains("V17");
        assertThat(world.store(P0, references(world.direct), -1)).contains("V17");
        assertThat(world.store(P0, references(world.direct), 1)).doesNotContain("V17");
    }

    @Test
    void v17ARootThatLeavesTheListHasNoReferences() {
        assertThat(world.event(MMU, Event.ROOT_REMOVED, world.direct)).contains("V17");
        world.let(references(world.direct), 0);
        assertThat(world.event(MMU, Event.ROOT_REMOVED, world.direct)).doesNotContain("V17");
    }

    @Test
    void v18TheReferenceOfTheMmuIsThereUntilTheZap() {
        world.toTheEnd();
        world.invalidateRoot(world.direct);
        assertThat(world.nothing(VMM)).contains("V18");
        world.let(world.kvm.roots().scheduled(world.direct), 1);
        assertThat(world.nothing(VMM)).doesNotContain("V18");
    }

    @Test
    void v23NothingOfANotifiersRangeIsMappedWhenItsStartReturns() {
        Planted told = world.until(HOSTMM, Event.PAGE_FREED);
        long entry = told.entry(told.direct, 1, X + 1);
        assertThat(told.writeUnlock(HOSTMM)).doesNotContain("V23");
        told.let(entry, told.sharedLeaf(X + 1));
        assertThat(told.writeUnlock(VMM)).as("another's section").doesNotContain("V23");
        assertThat(told.writeUnlock(HOSTMM)).contains("V23");
        told.invalidateRoot(told.direct);
        assertThat(told.writeUnlock(HOSTMM)).as("in an invalid root").contains("V23");
    }

    @Test
    void v23NothingOfItIsMappedBeforeItsEnd() {
        Planted told = world.until(HOSTMM, Event.PAGE_FREED);
        long entry = told.entry(told.direct, 1, X + 1);
        told.let(entry, Spte.NONPRESENT);
        assertThat(told.store(P1, entry, told.sharedLeaf(X + 1))).contains("V23");
        Planted before = new Planted();
        before.let(entry, Spte.NONPRESENT);
        assertThat(before.store(P1, entry, before.sharedLeaf(X + 1))).doesNotContain("V23");
    }

    @Test
    void v27WhoLoadsARootFlushesBeforeItEnters() {
        long entry = world.entry(world.direct, 1, X + 1);
        long pfn = Spte.pfn(world.read(entry));
        world.let(world.kvm.tlbs().get(1).word(X + 1, Tlb.Side.SHARED), pfn << 12 | 7);
        world.let(entry, Spte.NONPRESENT);
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X + 1, pfn)).contains("V27");
        world.invalidateRoot(world.direct);
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X + 1, pfn)).doesNotContain("V27");
        world.rig.step(P1, () -> world.poke(P1, "in guest", 1));
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X + 1, pfn)).contains("V27");
    }

    @Test
    void v30NothingIsLinkedInARootThatIsThrownAway() {
        long word = world.entry(world.direct, 1, X + 3);
        assertThat(world.store(P0, word, world.sharedLeaf(X + 3))).doesNotContain("V30");
        world.let(word, Spte.NONPRESENT);
        world.invalidateRoot(world.direct);
        assertThat(world.store(P0, word, world.sharedLeaf(X + 3))).contains("V30");
        assertThat(world.store(P0, word, Spte.NONPRESENT)).doesNotContain("V30");
    }

    @Test
    void v30ARootThatGoesIsEmpty() {
        world.let(references(world.direct), 0);
        assertThat(world.event(MMU, Event.ROOT_REMOVED, world.direct)).contains("V30");
        world.let(world.entry(world.direct, world.kvm.tables().shape().rootLevel(), X), Spte.NONPRESENT);
        assertThat(world.event(MMU, Event.ROOT_REMOVED, world.direct)).doesNotContain("V30");
    }

    @Test
    void v36AWalkGoesOnAtTheRootWithItsGfn() {
        int level = world.kvm.tables().shape().rootLevel();
        assertThat(world.event(VMM, Event.WALK_RESTARTED, level, 0, X, X)).doesNotContain("V36");
        assertThat(world.event(VMM, Event.WALK_RESTARTED, 1, X, X, X)).contains("V36");
        assertThat(world.event(VMM, Event.WALK_RESTARTED, level, 0, X + 1, X)).contains("V36");
        assertThat(world.event(VMM, Event.WALK_RESTARTED, level, X, X, X)).contains("V36");
    }

    @Test
    void uafAVcpuPointsToRootsThatAreThere() {
        assertThat(world.nothing(P0)).doesNotContain("UAF");
        unlist(world.mirror);
        assertThat(world.nothing(P0)).contains("UAF");
        assertThat(world.nothing(VMM)).doesNotContain("UAF");
    }

    @Test
    void uafNobodyGetsOrPutsAReferenceToARootThatIsGone() {
        unlist(world.direct);
        assertThat(world.store(VMM, references(world.direct), 0)).contains("UAF");
        assertThat(world.store(VMM, references(world.mirror), 2)).doesNotContain("UAF");
    }

    @Test
    void uafNobodyStoresInATableThatIsGone() {
        long entry = world.entry(world.direct, 1, X + 1);
        assertThat(world.store(P1, entry, Spte.NONPRESENT)).doesNotContain("UAF");
        world.let(world.entry(world.direct, 2, X), Spte.NONPRESENT);
        assertThat(world.store(P1, entry, Spte.FROZEN)).as("who takes it down").doesNotContain("UAF");
        assertThat(world.store(P1, entry, Spte.NONPRESENT)).contains("UAF");
    }

    @Test
    void uafNobodyStoresInTheTreeOfARootThatIsGone() {
        long entry = world.entry(world.direct, 1, X + 1);
        unlist(world.direct);
        assertThat(world.store(HOSTMM, entry, Spte.FROZEN)).contains("UAF");
    }

    @Test
    void uafNobodyIsInATableThatWasFreedAtOnce() {
        world.let(world.entry(world.direct, 2, X), Spte.NONPRESENT);
        assertThat(looks(1)).as("RCU keeps it").doesNotContain("UAF");
        world.event(VMM, Event.TABLE_FREED, X, 1, world.direct);
        assertThat(looks(1)).contains("UAF");
        assertThat(looks(2)).as("its parent is there").doesNotContain("UAF");
        assertThat(world.event(P0, Event.LOCKLESS_READ, X, 1, world.mirror)).doesNotContain("UAF");
        world.rig.checker.reset();
        assertThat(looks(1)).doesNotContain("UAF");
    }

    private List<String> looks(int level) {
        return world.event(P0, Event.LOCKLESS_READ, X, level, world.direct);
    }

    @Test
    void uafNobodyIsAtARootThatWasFreedAtOnce() {
        unlist(world.direct);
        assertThat(world.event(VMM, Event.ROOT_VISITED, world.direct, 0)).doesNotContain("UAF");
        world.event(MMU, Event.ROOT_FREED, world.direct, 0);
        assertThat(world.event(VMM, Event.ROOT_VISITED, world.direct, 0)).contains("UAF");
        assertThat(world.event(VMM, Event.ROOT_VISITED, world.mirror, 0)).doesNotContain("UAF");
    }
}
