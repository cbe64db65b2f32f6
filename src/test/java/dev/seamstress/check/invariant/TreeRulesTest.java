package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.HOSTMM;
import static dev.seamstress.check.invariant.Planted.P0;
import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import org.junit.jupiter.api.Test;

/**
 * Goal: each rule about page tables finds a step that breaks it. Method: a store or an event is planted that no thread
 * of the model makes; beside each stands one like it that is allowed.
 */
class TreeRulesTest {
    private final Planted world = new Planted();

    @Test
    void v01ATableIsLinkedAtItsOwnPlace() {
        long word = world.entry(world.mirror, 2, X);
        long table = world.read(word);
        long other = MakeSpte.nonleaf(world.kvm.tables().childPfn(world.mirror, 3, X));
        assertThat(world.store(VMM, word, other)).contains("V01");
        assertThat(world.store(VMM, word, table)).doesNotContain("V01");
    }

    @Test
    void v01WhatIsNoTableIsNotLinked() {
        long word = world.entry(world.mirror, 2, X);
        assertThat(world.store(VMM, word, MakeSpte.nonleaf(0x123456))).contains("V01");
    }

    @Test
    void v02ATableIsOfTheKindOfTheOneAboveIt() {
        long word = world.entry(world.mirror, 2, X);
        long direct = MakeSpte.nonleaf(world.kvm.tables().childPfn(world.direct, 2, X));
        assertThat(world.store(VMM, word, direct)).contains("V02");
    }

    @Test
    void v03APresentLeafKeepsItsPage() {
        long word = world.entry(world.direct, 1, X + 1);
        long same = world.read(word) & ~Spte.DIRTY;
        assertThat(world.store(VMM, word, same)).doesNotContain("V03");
        assertThat(world.store(VMM, word, world.sharedLeaf(X + 2))).contains("V03");
    }

    @Test
    void v04NothingFollowsNothing() {
        long word = world.entry(world.direct, 1, X + 3);
        assertThat(world.store(VMM, word, Spte.NONPRESENT | 1L << 10)).contains("V04");
    }

    @Test
    void v05AFrozenEntryHasAnOwner() {
        assertThat(world.store(HOSTMM, world.entry(world.mirror, 1, X + 2), Spte.FROZEN))
                .contains("V05");
    }

    @Test
    void v05AtRestNothingIsFrozen() {
        world.toTheEnd();
        assertThat(world.nothing(VMM)).isEmpty();
        world.let(world.entry(world.mirror, 1, X + 2), Spte.FROZEN);
        assertThat(world.nothing(VMM)).contains("V05");
    }

    /** The owner gives the lock back and keeps the entry; that it leaves the change, a planted bug of KVM shows. */
    @Test
    void v05TheOwnerHoldsTheLock() {
        Planted fault = fault();
        fault.until(P0, Event.SPTE_FROZEN);
        assertThat(fault.nothing(P0)).isEmpty();
        assertThat(fault.rig.step(P0, () -> fault.poke(P0, "held", 0))).contains("V05");
    }

    private static Planted fault() {
        return new Planted("fault x[2]", "load", "convert x[4] to shared", "notify x+8 madvise");
    }

    @Test
    void v06OnlyTheOwnerWritesAFrozenEntry() {
        Planted fault = fault();
        fault.until(P0, Event.SPTE_FROZEN);
        long word = fault.entry(fault.mirror, 1, X + 2);
        assertThat(fault.read(word)).isEqualTo(Spte.FROZEN);
        assertThat(fault.store(VMM, word, Spte.NONPRESENT)).contains("V06");
        fault.let(word, Spte.FROZEN);
        assertThat(fault.store(P0, word, Spte.NONPRESENT)).doesNotContain("V06");
    }

    @Test
    void v07AMirrorEntryIsFrozenBeforeItIsPresent() {
        assertThat(world.store(P0, world.entry(world.mirror, 1, X + 2), world.privateLeaf(X + 2)))
                .contains("V07");
        assertThat(world.store(P0, world.entry(world.direct, 1, X + 3), world.sharedLeaf(X + 3)))
                .doesNotContain("V07");
    }

    @Test
    void v08AMirrorLeafHasItsPageInTheModule() {
        long entry = world.tdx.entry(1, X);
        long pfn = SeptEntry.pfn(world.read(entry));
        assertThat(world.store(Planted.TDX, entry, SeptEntry.make(SeptState.PENDING, pfn)))
                .doesNotContain("V08");
        assertThat(world.store(Planted.TDX, entry, SeptEntry.make(SeptState.MAPPED, pfn + 1)))
                .contains("V08");
        assertThat(world.store(Planted.TDX, entry, SeptEntry.make(SeptState.BLOCKED, pfn)))
                .contains("V08");
        assertThat(world.store(Planted.TDX, entry, SeptEntry.FREE)).contains("V08");
    }

    @Test
    void v08AnEmptyMirrorLeafHasNoneUnlessAZapIsUnderWay() {
        assertThat(world.store(VMM, world.entry(world.mirror, 1, X), Spte.NONPRESENT))
                .contains("V08");
        Planted zap = new Planted().until(VMM, Event.ZAP_BEGIN);
        assertThat(zap.store(VMM, zap.entry(zap.mirror, 1, X), Spte.NONPRESENT)).doesNotContain("V08");
    }

    @Test
    void v08WhatAWriterZappedIsGoneFromTheModuleWhenItUnlocks() {
        assertThat(world.writeUnlock(VMM)).isEmpty();
        world.let(world.entry(world.mirror, 1, X), Spte.NONPRESENT);
        assertThat(world.writeUnlock(VMM)).contains("V08");
    }

    @Test
    void v09AtRestBothTreesAgree() {
        world.toTheEnd();
        long entry = world.tdx.entry(1, X + 2);
        world.let(entry, SeptEntry.make(SeptState.PENDING, world.kvm.hostPages().gmemPfn(X + 2)));
        assertThat(world.nothing(VMM)).contains("V09");
        world.let(entry, SeptEntry.FREE);
        assertThat(world.nothing(VMM)).isEmpty();
        world.let(world.entry(world.mirror, 1, X + 2), world.privateLeaf(X + 2));
        assertThat(world.nothing(VMM)).contains("V09");
    }

    @Test
    void v10AMirrorTableIsLinkedInBothTrees() {
        assertThat(world.store(VMM, world.entry(world.mirror, 2, X), Spte.NONPRESENT))
                .contains("V10");
        Planted other = new Planted();
        assertThat(other.store(Planted.TDX, other.tdx.entry(2, X), SeptEntry.FREE))
                .contains("V10");
    }

    @Test
    void v11LeavesThatAddAreCalledBelowLinkedTables() {
        assertThat(world.rig.step(P0, () -> world.rig.begins(Leaf.TDH_MEM_PAGE_AUG, P0, X + 2, 0)))
                .doesNotContain("V11");
        for (int level = 2; level <= 4; level++) {
            long word = world.entry(world.mirror, level, X);
            long table = world.read(word);
            world.let(word, Spte.FROZEN);
            assertThat(world.rig.step(P0, () -> world.rig.begins(Leaf.TDH_MEM_PAGE_AUG, P0, X + 2, 0)))
                    .as("level %s", level)
                    .contains("V11");
            world.let(word, table);
        }
        world.let(world.tdx.entry(2, X), SeptEntry.make(SeptState.NL_BLOCKED, 0x1000));
        assertThat(world.rig.step(P0, () -> world.rig.begins(Leaf.TDH_MEM_PAGE_AUG, P0, X + 2, 0)))
                .contains("V11");
    }

    @Test
    void v15AMirrorTableHasItsOwnExternalPage() {
        long entry = world.tdx.entry(2, X);
        long own = world.read(entry);
        world.let(entry, SeptEntry.FREE);
        assertThat(world.store(Planted.TDX, entry, own)).doesNotContain("V15");
        world.let(entry, SeptEntry.FREE);
        long another = world.kvm.tables().childExternalPfn(world.mirror, 3, X);
        assertThat(world.store(Planted.TDX, entry, SeptEntry.make(SeptState.NL_MAPPED, another)))
                .contains("V15");
        world.let(entry, SeptEntry.FREE);
        assertThat(world.store(Planted.TDX, entry, SeptEntry.make(SeptState.NL_MAPPED, 0x123456)))
                .contains("V15");
    }

    @Test
    void v35AnEmptyEntryOfATdIsNoZero() {
        long word = world.entry(world.direct, 1, X + 3);
        assertThat(world.store(VMM, word, 0)).contains("V35");
        world.let(word, Spte.NONPRESENT);
        assertThat(world.store(VMM, word, Spte.NONPRESENT)).isEmpty();
    }

    @Test
    void v37APageThatIsInUseIsNotMappedAgain() {
        long used = SeptEntry.pfn(world.read(world.tdx.entry(1, X)));
        assertThat(world.store(Planted.TDX, world.tdx.entry(1, X + 2), SeptEntry.make(SeptState.PENDING, used)))
                .contains("V37", "I1");
        long free = world.kvm.hostPages().gmemPfn(X + 2);
        assertThat(world.rig.step(Planted.TDX, () -> {
                    world.rig.store(world.tdx.pamt(free), world.tdx.owned(PamtType.REG));
                    world.rig.store(world.tdx.entry(1, X + 4), SeptEntry.make(SeptState.PENDING, free));
                }))
                .doesNotContain("V37", "I1", "I2", "I3");
    }

    @Test
    void v38AtRestAFinalTdHasNoPageStillToBeAdded() {
        world.toTheEnd();
        assertThat(world.nothing(VMM)).isEmpty();
        world.let(world.kvm.td().premapped(), 1);
        assertThat(world.nothing(VMM)).contains("V38");
    }
}
