package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.HOSTMM;
import static dev.seamstress.check.invariant.Planted.MMU;
import static dev.seamstress.check.invariant.Planted.P0;
import static dev.seamstress.check.invariant.Planted.P1;
import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.mmu.ZapReason;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.ModuleWords;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Goal: each rule about roots, faults, invalidations, zaps, translations and pages finds a step that breaks it. Method:
 * as in {@link TreeRulesTest}.
 */
class KvmRulesTest {
    private final Planted world = new Planted();

    private long word(Invalidate part) {
        return world.kvm.words().invalidate(part);
    }

    @Test
    void v12APageIsRemovedAfterTheVcpusOfItsEpochHaveLeft() {
        Planted guest = reading().until(P0, Event.GUEST_ACCESS);
        long entry = guest.tdx.entry(1, X);
        long pfn = SeptEntry.pfn(guest.read(entry));
        long epoch = guest.read(guest.tdx.epoch());
        guest.let(entry, SeptEntry.make(SeptState.BLOCKED, pfn));
        guest.let(guest.tdx.bepoch(pfn), epoch - 1);
        assertThat(guest.store(Planted.TDX, entry, SeptEntry.FREE)).doesNotContain("V12");
        guest.let(entry, SeptEntry.make(SeptState.BLOCKED, pfn));
        guest.let(guest.tdx.bepoch(pfn), epoch);
        assertThat(guest.store(Planted.TDX, entry, SeptEntry.FREE)).contains("V12");
    }

    private static Planted reading() {
        return new Planted("read x", "load", "convert x[4] to shared", "notify x+8 madvise");
    }

    /** Takes the page of x back from the module; neither written back nor cleared. */
    private long removed() {
        long pfn = SeptEntry.pfn(world.read(world.tdx.entry(1, X)));
        world.store(Planted.TDX, world.tdx.pamt(pfn), world.tdx.owned(PamtType.NDA));
        return pfn;
    }

    private void writtenBack(long pfn) {
        world.let(world.tdx.call(VMM), 0);
        world.let(world.tdx.rcx(VMM), pfn << 12);
        world.rig.step(Planted.TDX, () -> {
            world.rig.store(world.tdx.call(VMM), ModuleWords.holdingNothing(wbinvd()));
            world.rig.store(world.tdx.call(VMM), 0);
        });
        world.let(world.tdx.call(VMM), ModuleWords.holdingNothing(wbinvd()));
        world.rig.step(Planted.TDX, () -> {
            world.rig.ends(wbinvd(), VMM, 0, 0, 0);
            world.rig.store(world.tdx.call(VMM), 0);
        });
    }

    private static Leaf wbinvd() {
        return Leaf.TDH_PHYMEM_PAGE_WBINVD;
    }

    @Test
    void v12AndI22APageIsWrittenBackThenClearedThenUsed() {
        long pfn = removed();
        assertThat(world.event(VMM, Event.PAGE_FREED, X, pfn)).contains("V12");
        assertThat(give(pfn)).contains("V12");
        pfn = removed();
        assertThat(world.event(VMM, Event.PAGE_CLEARED, pfn)).contains("V12");
        removed();
        writtenBack(pfn);
        assertThat(world.event(VMM, Event.PAGE_FREED, X + 7, pfn))
                .contains("I22")
                .doesNotContain("V12");
        assertThat(give(pfn)).contains("I22").doesNotContain("V12");
        removed();
        writtenBack(pfn);
        assertThat(world.event(VMM, Event.PAGE_CLEARED, pfn)).isEmpty();
        assertThat(give(pfn)).doesNotContain("I22", "V12");
    }

    private List<String> give(long pfn) {
        world.let(world.tdx.pamt(pfn), world.tdx.owned(PamtType.NDA));
        return world.store(Planted.TDX, world.tdx.pamt(pfn), world.tdx.owned(PamtType.REG));
    }

    @Test
    void i22APageOfTheTdIsNotWrittenBack() {
        long pfn = SeptEntry.pfn(world.read(world.tdx.entry(1, X)));
        world.let(world.tdx.call(VMM), ModuleWords.holdingNothing(wbinvd()));
        world.let(world.tdx.rcx(VMM), pfn << 12);
        assertThat(world.rig.step(Planted.TDX, () -> world.rig.ends(wbinvd(), VMM, 0, 0, 0)))
                .contains("I22");
    }

    @ParameterizedTest
    @EnumSource
    void v13EachLeafNeedsItsLock(Leaf leaf) {
        boolean isForWriters =
                leaf == Leaf.TDH_MEM_RANGE_BLOCK || leaf == Leaf.TDH_MEM_TRACK || leaf == Leaf.TDH_MEM_PAGE_REMOVE;
        boolean isForReaders =
                leaf == Leaf.TDH_MEM_SEPT_ADD || leaf == Leaf.TDH_MEM_PAGE_AUG || leaf == Leaf.TDH_MEM_PAGE_ADD;
        assertThat(begins(world, VMM, leaf).contains("V13")).isEqualTo(isForWriters || isForReaders);
        Planted writer = new Planted().until(VMM, Event.ZAP_BEGIN);
        assertThat(begins(writer, VMM, leaf).contains("V13")).isEqualTo(isForReaders);
        Planted reader = faulting().until(P0, Event.SPTE_FROZEN);
        assertThat(begins(reader, P0, leaf).contains("V13")).isEqualTo(isForWriters);
    }

    private static List<String> begins(Planted in, int lp, Leaf leaf) {
        return in.rig.step(lp, () -> in.rig.begins(leaf, lp, X, 0));
    }

    private static Planted faulting() {
        return new Planted("fault x[2]", "load", "convert x[4] to shared", "notify x+8 madvise");
    }

    @Test
    void v16ARoleHasOneValidRoot() {
        long role = world.kvm.roots().role(world.direct);
        long other = world.read(world.kvm.roots().role(world.mirror));
        assertThat(world.store(MMU, role, other | Role.INVALID)).doesNotContain("V16");
        assertThat(world.store(MMU, role, other)).contains("V16");
    }

    @Test
    void v17ARootOnTheListHasReferences() {
        assertThat(world.store(P0, world.kvm.roots().references(world.mirror), 1))
                .doesNotContain("V17");
        assertThat(world.store(P0, world.kvm.roots().references(world.mirror), 0))
                .contains("V17");
    }

    @Test
    void v18AtRestReferencesAreCounted() {
        world.toTheEnd();
        for (int root : new int[] {world.mirror, world.direct}) {
            long count = world.kvm.roots().references(root);
            world.let(count, world.read(count) + 1);
            assertThat(world.nothing(VMM)).contains("V18");
            world.let(count, world.read(count) - 1);
            assertThat(world.nothing(VMM)).isEmpty();
        }
    }

    @Test
    void v19NobodyIsInTheGuestWithARootThatIsGone() {
        Planted guest = reading().until(P0, Event.GUEST_ACCESS);
        long role = guest.kvm.roots().role(guest.direct);
        long invalid = guest.read(role) | Role.INVALID;
        assertThat(guest.store(P1, role, guest.read(role))).doesNotContain("V19");
        guest.let(guest.kvm.mmuLock().word(), 1L << 32);
        assertThat(guest.store(P1, role, invalid)).doesNotContain("V19");
        assertThat(guest.store(P1, guest.kvm.mmuLock().word(), 0)).contains("V19");
        assertThat(guest.event(VMM, Event.KICK_DONE, 0)).contains("V19");
    }

    @Test
    void v19NobodyEntersTheGuestWithARootThatIsGone() {
        world.invalidateRoot(world.direct);
        assertThat(world.rig.firstTrouble(1)).contains("V19");
    }

    @Test
    void v20AVcpuOfATdHasAMirrorRootIfItHasARoot() {
        assertThat(world.rig.step(P0, () -> world.poke(P0, "mirror root", -1))).contains("V20");
        assertThat(world.rig.step(P0, () -> world.poke(P0, "root", -1))).doesNotContain("V20");
    }

    @Test
    void v21ALeafIsMappedByAFreshSnapshot() {
        Planted fault = faulting().until(P0, Event.SPTE_FROZEN);
        long seq = fault.read(fault.kvm.words().invalidate(Invalidate.SEQ));
        assertThat(fault.event(P0, Event.LEAF_INSTALLED, X + 2, seq)).doesNotContain("V21");
        assertThat(fault.event(P0, Event.LEAF_INSTALLED, X + 2, seq - 1)).contains("V21");
        assertThat(fault.event(P1, Event.LEAF_INSTALLED, X + 2, seq)).contains("V21");
        fault.let(fault.kvm.words().invalidate(Invalidate.IN_PROGRESS), 1);
        fault.let(fault.kvm.words().invalidate(Invalidate.RANGE_START), X + 2);
        fault.let(fault.kvm.words().invalidate(Invalidate.RANGE_END), X + 3);
        assertThat(fault.event(P0, Event.LEAF_INSTALLED, X + 2, seq)).contains("V21");
        assertThat(fault.event(P0, Event.LEAF_INSTALLED, X + 1, seq)).doesNotContain("V21");
        assertThat(fault.event(P0, Event.LEAF_INSTALLED, X + 3, seq)).doesNotContain("V21");
    }

    @Test
    void v21ALeafIsNotMappedInSilence() {
        assertThat(world.store(P0, world.entry(world.direct, 1, X + 3), world.sharedLeaf(X + 3)))
                .contains("V21");
    }

    @Test
    void v22InvalidationsInProgressAreCountedAndHaveARange() {
        assertThat(world.store(VMM, word(Invalidate.IN_PROGRESS), -1)).contains("V22");
        world.until(P0, Event.KVM_ENTRY);
        world.let(word(Invalidate.IN_PROGRESS), 1);
        world.let(word(Invalidate.RANGE_START), VmWords.INVALID_GPA);
        world.let(word(Invalidate.RANGE_END), VmWords.INVALID_GPA);
        assertThat(world.writeUnlock(VMM)).contains("V22");
        world.let(word(Invalidate.RANGE_START), X);
        world.let(word(Invalidate.RANGE_END), X + 1);
        assertThat(world.writeUnlock(VMM)).doesNotContain("V22");
        Planted end = new Planted().toTheEnd();
        end.let(end.kvm.words().invalidate(Invalidate.IN_PROGRESS), 1);
        assertThat(end.nothing(VMM)).contains("V22");
    }

    @Test
    void v24AtRestAGfnHasTheAliasOfItsAttribute() {
        world.toTheEnd();
        long direct = world.entry(world.direct, 1, X + 2);
        world.let(direct, world.sharedLeaf(X + 2));
        assertThat(world.nothing(VMM)).contains("V24");
        world.let(direct, Spte.NONPRESENT);
        assertThat(world.nothing(VMM)).isEmpty();
        world.let(world.entry(world.mirror, 1, X + 3), world.privateLeaf(X + 3));
        assertThat(world.nothing(VMM)).contains("V24");
    }

    @Test
    void v25AMirrorLeafGoesForItsReasons() {
        assertThat(zaps(world, VMM)).contains("V25");
        assertThat(zaps(new Planted().until(VMM, Event.ZAP_BEGIN), VMM)).doesNotContain("V25");
        Planted notifier = new Planted("load", "load", "kick P0", "notify x+8 madvise");
        assertThat(zaps(notifier.until(HOSTMM, Event.ZAP_BEGIN), HOSTMM)).contains("V25");
        Planted toPrivate = new Planted("load", "load", "convert x[1] to private", "notify x+8 madvise");
        assertThat(zaps(toPrivate.until(VMM, Event.ZAP_BEGIN), VMM)).contains("V25");
    }

    private static List<String> zaps(Planted in, int machine) {
        return in.store(machine, in.entry(in.mirror, 1, X), Spte.NONPRESENT);
    }

    @Test
    void v33AMemslotIsZappedWhenNoFaultHasItsValidCopy() {
        Planted in = new Planted("fault x[2]", "load", "kick P0", "notify x+8 madvise");
        in.until(P0, Event.LOCK_REQUESTED);
        assertThat(zapBegins(in, ZapReason.MEMSLOT, X, X + 8)).contains("V33");
        assertThat(zapBegins(in, ZapReason.MEMSLOT, X, X + 2))
                .as("another slot's gfns")
                .doesNotContain("V33");
        assertThat(zapBegins(in, ZapReason.CONVERT_TO_SHARED, X, X + 8))
                .as("what the sequence is for")
                .doesNotContain("V33");
        assertThat(zapBegins(new Planted(), ZapReason.MEMSLOT, X, X + 8)).doesNotContain("V33");
    }

    private static List<String> zapBegins(Planted in, ZapReason reason, long start, long end) {
        return in.event(VMM, Event.ZAP_BEGIN, reason.ordinal(), start, end, 0);
    }

    @Test
    void v33AMemslotIsGoneWhenNoFaultHasItsInvalidCopy() {
        Planted in = new Planted("fault x[2]", "load", "convert x to shared", "notify x+8 madvise");
        long slot = in.kvm.slots().word(0);
        in.let(slot, in.kvm.slots().with(0, 0, Slot.State.INVALID));
        in.until(P0, Event.KVM_PAGE_FAULT);
        assertThat(in.event(VMM, Event.LOCK_RELEASED, KernelLock.SLOTS_LOCK.number(), 1))
                .as("it is still there")
                .doesNotContain("V33");
        in.let(slot, in.kvm.slots().with(0, 0, Slot.State.NONE));
        assertThat(in.event(VMM, Event.LOCK_RELEASED, KernelLock.MMU_LOCK.number(), 1))
                .doesNotContain("V33");
        assertThat(in.event(VMM, Event.LOCK_RELEASED, KernelLock.SLOTS_LOCK.number(), 1))
                .contains("V33");
    }

    private Tlb tlb(int vcpu) {
        return world.kvm.tlbs().get(vcpu);
    }

    /** Lets P1 have a translation of x[1], which is mapped. */
    private void translated() {
        long pfn = Spte.pfn(world.read(world.entry(world.direct, 1, X + 1)));
        world.let(tlb(P1).word(X + 1, Tlb.Side.SHARED), pfn << 12 | 7);
    }

    @Test
    void v26AWriterDropsTheLockWhenNobodyUsesWhatItZapped() {
        translated();
        assertThat(world.writeUnlock(HOSTMM)).isEmpty();
        world.let(world.entry(world.direct, 1, X + 1), Spte.NONPRESENT);
        assertThat(world.writeUnlock(HOSTMM)).contains("V26");
        world.let(world.kvm.vcpu(P1).words().request(VcpuRequest.TLB_FLUSH), 1);
        assertThat(world.writeUnlock(HOSTMM)).doesNotContain("V26");
        world.rig.step(P1, () -> world.poke(P1, "in guest", 1));
        assertThat(world.writeUnlock(HOSTMM)).contains("V26");
    }

    @Test
    void v26NobodyEntersWithWhatWasZapped() {
        translated();
        world.let(world.entry(world.direct, 1, X + 1), Spte.NONPRESENT);
        assertThat(world.rig.step(P1, () -> world.poke(P1, "in guest", 1))).contains("V26");
    }

    @Test
    void v27APageIsFreedWhenNobodyRefersToIt() {
        long entry = world.entry(world.direct, 1, X + 1);
        long pfn = Spte.pfn(world.read(entry));
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X + 1, pfn)).contains("V27");
        translated();
        world.let(entry, Spte.NONPRESENT);
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X + 1, pfn)).contains("V27");
        world.let(world.kvm.vcpu(P1).words().request(VcpuRequest.TLB_FLUSH), 1);
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X + 1, pfn)).isEmpty();
        long own = SeptEntry.pfn(world.read(world.tdx.entry(1, X)));
        world.let(world.entry(world.mirror, 1, X), Spte.NONPRESENT);
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X, own)).contains("V27");
    }

    @Test
    void v27AlsoARootThatIsGoneMapsNothingThatIsFreed() {
        long pfn = Spte.pfn(world.read(world.entry(world.direct, 1, X + 1)));
        world.invalidateRoot(world.direct);
        assertThat(world.event(HOSTMM, Event.PAGE_FREED, X + 1, pfn)).contains("V27");
    }

    @Test
    void v28AFaultWritesTheTreeOfItsAddress() {
        Planted fault = faulting().until(P0, Event.SPTE_FROZEN);
        assertThat(fault.store(P0, fault.entry(fault.direct, 1, X + 2), fault.sharedLeaf(X + 2)))
                .contains("V28");
        assertThat(fault.store(P0, fault.entry(fault.mirror, 1, X + 2), Spte.NONPRESENT))
                .doesNotContain("V28");
    }

    @Test
    void v31VcpusAreKeptOutByAWriter() {
        long flag = world.kvm.words().waitForSeptZap();
        assertThat(world.store(VMM, flag, 1)).contains("V31");
        world.let(world.kvm.mmuLock().word(), 1L << 32);
        assertThat(world.store(VMM, flag, 1)).doesNotContain("V31");
        assertThat(world.store(VMM, world.kvm.mmuLock().word(), 0)).contains("V31");
    }

    @Test
    void v31NobodyEntersWhileVcpusAreKeptOut() {
        assertThat(begins(world, P0, Leaf.TDH_VP_ENTER)).doesNotContain("V31");
        world.let(world.kvm.words().waitForSeptZap(), 1);
        assertThat(begins(world, P0, Leaf.TDH_VP_ENTER)).contains("V31");
        assertThat(begins(world, P0, Leaf.TDG_MEM_PAGE_ACCEPT)).doesNotContain("V31");
    }
}
