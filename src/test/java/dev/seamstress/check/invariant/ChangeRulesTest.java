package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.TDX;
import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.LifeCycle;
import dev.seamstress.core.tdx.ModuleWords;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Goal: each rule about what may become of an entry or a page finds a step that breaks it. Method: planted steps. */
class ChangeRulesTest {
    private final Planted world = new Planted();
    private final ModuleWords tdx = world.tdx;

    /** The rules that a step breaks in which a call of the leaf ends and stores one word. */
    private List<String> ends(Leaf leaf, long word, long value) {
        return world.rig.step(TDX, () -> {
            world.rig.store(word, value);
            world.rig.event(Event.SEAMCALL_DONE, CallName.of(leaf, VMM), X, 0, 0);
        });
    }

    private long gmem(int index) {
        return world.kvm.hostPages().gmemPfn(X + index);
    }

    @Test
    void i8ATableThatIsRemovedIsEmpty() {
        long table = tdx.entry(2, X);
        assertThat(ends(Leaf.TDH_MEM_SEPT_REMOVE, table, SeptEntry.FREE)).contains("I8");
        Planted other = new Planted();
        other.let(other.tdx.entry(1, X), SeptEntry.FREE);
        assertThat(other.store(TDX, other.tdx.entry(2, X), SeptEntry.FREE)).doesNotContain("I8");
    }

    @Test
    void i15APageThatMovesKeepsItsContent() {
        long there = world.kvm.hostPages().contentWord(gmem(0));
        world.let(there, 42);
        long moved = SeptEntry.make(SeptState.MAPPED, gmem(4));
        assertThat(ends(Leaf.TDH_MEM_PAGE_RELOCATE, tdx.entry(1, X), moved)).contains("I15");
        Planted other = new Planted();
        other.let(other.kvm.hostPages().contentWord(gmem(0)), 42);
        other.let(other.kvm.hostPages().contentWord(gmem(4)), 42);
        assertThat(other.store(TDX, other.tdx.entry(1, X), moved)).doesNotContain("I15");
    }

    /** The guest had one page, and has another one that nobody copied. */
    @Test
    void i15APageThatIsSplitIsTheSamePage() {
        long whole = SeptEntry.make(SeptState.BLOCKED, gmem(0) & ~511);
        world.let(tdx.entry(2, X), whole);
        world.let(world.kvm.hostPages().contentWord(gmem(0)), 42);
        assertThat(ends(Leaf.TDH_MEM_PAGE_DEMOTE, tdx.entry(2, X), SeptEntry.make(SeptState.NL_MAPPED, 1)))
                .contains("I15");
    }

    @Test
    void i16OnlyTheGuestAccepts() {
        long pending = SeptEntry.make(SeptState.PENDING, gmem(0));
        long mapped = SeptEntry.make(SeptState.MAPPED, gmem(0));
        world.let(tdx.entry(1, X), pending);
        assertThat(ends(Leaf.TDH_MEM_RANGE_UNBLOCK, tdx.entry(1, X), mapped)).contains("I16");
        world.let(tdx.entry(1, X), pending);
        assertThat(ends(Leaf.TDG_MEM_PAGE_ACCEPT, tdx.entry(1, X), mapped)).doesNotContain("I16");
        world.let(tdx.entry(1, X), SeptEntry.FREE);
        assertThat(ends(Leaf.TDH_MEM_PAGE_AUG, tdx.entry(1, X), mapped)).contains("I16");
        world.let(tdx.entry(1, X), SeptEntry.FREE);
        assertThat(ends(Leaf.TDH_MEM_PAGE_ADD, tdx.entry(1, X), mapped)).doesNotContain("I16");
        world.let(tdx.entry(1, X), SeptEntry.make(SeptState.BLOCKED, gmem(0)));
        assertThat(ends(Leaf.TDH_MEM_RANGE_UNBLOCK, tdx.entry(1, X), mapped)).doesNotContain("I16");
    }

    @Test
    void i23PagesAreReclaimedInTeardown() {
        long page = tdx.pamt(gmem(0));
        long free = tdx.owned(PamtType.NDA);
        assertThat(ends(Leaf.TDH_PHYMEM_PAGE_RECLAIM, page, free)).contains("I23");
        world.let(page, tdx.owned(PamtType.REG));
        world.let(tdx.lifeCycle(), LifeCycle.TEARDOWN.ordinal());
        assertThat(ends(Leaf.TDH_PHYMEM_PAGE_RECLAIM, page, free)).doesNotContain("I23");
    }

    @Test
    void i23TheTdrIsReclaimedLast() {
        long tdr = tdx.pamt(world.kvm.tdr() >>> 12);
        world.let(tdx.lifeCycle(), LifeCycle.TEARDOWN.ordinal());
        assertThat(ends(Leaf.TDH_PHYMEM_PAGE_RECLAIM, tdr, tdx.owned(PamtType.NDA)))
                .contains("I23");
        world.let(tdr, tdx.owned(PamtType.TDR));
        world.let(tdx.childCount(), 0);
        assertThat(ends(Leaf.TDH_PHYMEM_PAGE_RECLAIM, tdr, tdx.owned(PamtType.NDA)))
                .doesNotContain("I23");
    }

    @Test
    void i23AnHkidIsUsedAgainWhenItIsFree() {
        for (LifeCycle was : LifeCycle.values()) {
            boolean isFree = was == LifeCycle.TEARDOWN || was == LifeCycle.NONE;
            world.let(tdx.lifeCycle(), was.ordinal());
            boolean isBroken = world.store(TDX, tdx.lifeCycle(), LifeCycle.HKID_ASSIGNED.ordinal())
                    .contains("I23");
            assertThat(isBroken).as(was.name()).isEqualTo(!isFree && was != LifeCycle.HKID_ASSIGNED);
        }
    }

    @Test
    void i26WhatIsAcceptedOfALargePageIsZero() {
        long first = gmem(0) & ~511;
        long part = gmem(0) - first + 1;
        long entry = tdx.entry(2, X);
        world.let(entry, SeptEntry.make(SeptState.PENDING, first));
        assertThat(world.store(TDX, entry, SeptEntry.make(SeptState.PENDING, first + part)))
                .doesNotContain("I26");
        world.let(world.kvm.hostPages().contentWord(gmem(0)), 42);
        world.let(entry, SeptEntry.make(SeptState.PENDING, first));
        assertThat(world.store(TDX, entry, SeptEntry.make(SeptState.PENDING, first + part)))
                .contains("I26");
        world.let(entry, SeptEntry.make(SeptState.PENDING, first));
        assertThat(world.store(TDX, entry, SeptEntry.make(SeptState.PENDING_BLOCKED, first + 1)))
                .contains("I26");
    }
}
