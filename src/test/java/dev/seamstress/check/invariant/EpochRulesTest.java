package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.P0;
import static dev.seamstress.check.invariant.Planted.TDX;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.ModuleWords;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.vm.Tlb;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: each rule about epochs, and about who is in the guest, finds a step that breaks it. Method: as in
 * {@link TreeRulesTest}.
 */
class EpochRulesTest {
    private final Planted world = new Planted();
    private final ModuleWords tdx = world.tdx;

    private static Planted reading() {
        return new Planted("read x", "load", "convert x[4] to shared", "notify x+8 madvise")
                .until(P0, Event.GUEST_ACCESS);
    }

    private long pfn() {
        return SeptEntry.pfn(world.read(tdx.entry(1, X)));
    }

    @Test
    void i9WhatIsRemovedIsInNoTlbOfAGuest() {
        Planted guest = reading();
        long entry = guest.tdx.entry(1, X);
        long pfn = SeptEntry.pfn(guest.read(entry));
        long blocked = SeptEntry.make(SeptState.BLOCKED, pfn);
        guest.let(guest.kvm.tlbs().get(0).word(X, Tlb.Side.PRIVATE), pfn << 12 | 7);
        guest.let(entry, blocked);
        assertThat(guest.store(TDX, entry, SeptEntry.FREE)).contains("I9");
        guest.let(guest.kvm.tlbs().get(0).word(X, Tlb.Side.PRIVATE), 0);
        guest.let(entry, blocked);
        assertThat(guest.store(TDX, entry, SeptEntry.FREE)).doesNotContain("I9");
    }

    /** As UNBLOCK, RELOCATE, DEMOTE and PROMOTE would, of a page and of a table. */
    @Test
    void i9WhatIsNoLongerBlockedIsInNoTlbOfAGuest() {
        for (int level = 1; level <= 2; level++) {
            for (SeptState next : List.of(SeptState.MAPPED, SeptState.PENDING, SeptState.NL_MAPPED)) {
                Planted guest = reading();
                long entry = guest.tdx.entry(level, level == 1 ? X : X & ~0x1ff);
                long pfn = SeptEntry.pfn(guest.read(guest.tdx.entry(1, X)));
                long tlb = guest.kvm.tlbs().get(0).word(X, Tlb.Side.PRIVATE);
                long blocked = SeptEntry.make(level == 1 ? SeptState.BLOCKED : SeptState.NL_BLOCKED, pfn);
                guest.let(tlb, pfn << 12 | 7);
                guest.let(entry, blocked);
                assertThat(guest.store(TDX, entry, SeptEntry.make(next, pfn))).contains("I9");
                guest.let(tlb, 0);
                guest.let(entry, blocked);
                assertThat(guest.store(TDX, entry, SeptEntry.make(next, pfn))).doesNotContain("I9");
            }
        }
    }

    @Test
    void i10GuestsAreCounted() {
        Planted guest = reading();
        long count = guest.read(guest.tdx.residence());
        assertThat(guest.store(TDX, guest.tdx.residence(), count)).doesNotContain("I10");
        assertThat(guest.store(TDX, guest.tdx.residence(), count + 1)).contains("I10");
        assertThat(guest.store(TDX, guest.tdx.residence(), count + (1L << 32))).contains("I10");
        assertThat(guest.store(TDX, guest.tdx.residence(), 0)).contains("I10");
    }

    @Test
    void i11NobodyIsInTheGuestSinceTwoEpochs() {
        Planted guest = reading();
        long epoch = guest.read(guest.tdx.epoch());
        assertThat(guest.store(TDX, guest.tdx.epoch(), epoch + 1)).doesNotContain("I11");
        assertThat(guest.store(TDX, guest.tdx.epoch(), epoch + 2)).contains("I11");
    }

    @Test
    void v32TheEpochMovesWhenTheOneBeforeItIsEmpty() {
        Planted guest = reading();
        long epoch = guest.read(guest.tdx.epoch());
        assertThat(guest.store(TDX, guest.tdx.epoch(), epoch + 1)).doesNotContain("V32");
        assertThat(guest.store(TDX, guest.tdx.epoch(), epoch + 2)).contains("V32");
        guest.let(guest.tdx.epoch(), epoch + 1);
        assertThat(guest.store(TDX, guest.tdx.epoch(), epoch + 2)).contains("V32");
    }

    @Test
    void i12EpochsGoForward() {
        long epoch = world.read(tdx.epoch());
        assertThat(world.store(TDX, tdx.epoch(), epoch + 1)).doesNotContain("I12");
        assertThat(world.store(TDX, tdx.epoch(), epoch)).contains("I12");
        assertThat(world.store(TDX, tdx.bepoch(pfn()), epoch)).doesNotContain("I12");
        assertThat(world.store(TDX, tdx.bepoch(pfn()), epoch + 1)).contains("I12");
    }

    /** As a PAGE.ADD or a leaf of TDH.MNG would that did not look for guests. */
    @Test
    void i19NobodyHasTheTdrWhileAGuestRuns() {
        Planted guest = reading();
        long tdr = guest.tdx.pamt(guest.kvm.tdr() >>> 12);
        assertThat(guest.store(TDX, tdr, ModuleWords.locked(guest.read(tdr)))).contains("I19");
        Planted outside = new Planted();
        long same = outside.tdx.pamt(outside.kvm.tdr() >>> 12);
        assertThat(outside.store(TDX, same, ModuleWords.locked(outside.read(same))))
                .doesNotContain("I19");
    }
}
