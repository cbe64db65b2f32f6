package dev.seamstress.check.invariant;

import static dev.seamstress.check.invariant.Planted.P0;
import static dev.seamstress.check.invariant.Planted.P1;
import static dev.seamstress.check.invariant.Planted.TDX;
import static dev.seamstress.check.invariant.Planted.VMM;
import static dev.seamstress.check.invariant.Planted.X;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.tdx.CallName;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.ModuleLock;
import dev.seamstress.core.tdx.ModuleWords;
import dev.seamstress.core.tdx.PamtType;
import dev.seamstress.core.tdx.SeptEntry;
import dev.seamstress.core.tdx.SeptState;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.thread.GuestOp;
import dev.seamstress.core.vm.Tlb;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Goal: each rule about the TDX module finds a step that breaks it. Method: as in {@link TreeRulesTest}; what the
 * module would do besides, so that no other rule is broken, is left out where it does not matter.
 */
class ModuleRulesTest {
    private final Planted world = new Planted();
    private final ModuleWords tdx = world.tdx;

    private long pfn() {
        return SeptEntry.pfn(world.read(tdx.entry(1, X)));
    }

    private long freePfn() {
        return world.kvm.hostPages().gmemPfn(X + 2);
    }

    private List<String> entry(long gfn, long entry) {
        return world.store(TDX, tdx.entry(1, gfn), entry);
    }

    @Test
    void i1AHostPageIsInOneLeaf() {
        assertThat(entry(X + 2, SeptEntry.make(SeptState.PENDING, pfn()))).contains("I1");
        assertThat(entry(X + 4, SeptEntry.make(SeptState.PENDING, freePfn()))).doesNotContain("I1");
    }

    /** Two large pages, and a small one in a large one. */
    @Test
    void i1AHostPageIsInOneLeafOfAnySize() {
        Planted wide = Planted.wide();
        long gfn = X & ~0x1ff;
        long first = SeptEntry.pfn(wide.read(wide.tdx.entry(1, X))) & ~0x1ff;
        wide.let(wide.tdx.entry(1, X), SeptEntry.FREE);
        long far = gfn + 0x200;
        wide.let(wide.tdx.entry(2, gfn), SeptEntry.make(SeptState.MAPPED, first));
        assertThat(wide.store(TDX, wide.tdx.entry(2, far), SeptEntry.make(SeptState.MAPPED, first)))
                .contains("I1");
        wide.let(wide.tdx.entry(2, far), SeptEntry.FREE);
        assertThat(wide.store(TDX, wide.tdx.entry(1, far), SeptEntry.make(SeptState.MAPPED, first + (X & 0x1ff))))
                .contains("I1");
        wide.let(wide.tdx.entry(1, far), SeptEntry.FREE);
        assertThat(wide.store(TDX, wide.tdx.entry(2, far), SeptEntry.make(SeptState.MAPPED, first + 0x200)))
                .doesNotContain("I1");
    }

    @Test
    void i2ALeafPointsToADataPageOfTheTd() {
        long leaf = SeptEntry.make(SeptState.PENDING, freePfn());
        assertThat(entry(X + 2, leaf)).contains("I2");
        for (PamtType type : List.of(PamtType.REG, PamtType.EPT)) {
            world.let(tdx.entry(1, X + 2), SeptEntry.FREE);
            world.let(tdx.pamt(freePfn()), tdx.owned(type));
            assertThat(entry(X + 2, leaf).contains("I2")).isEqualTo(type == PamtType.EPT);
        }
        world.let(tdx.entry(1, X + 2), SeptEntry.FREE);
        world.let(tdx.pamt(freePfn()), tdx.ofAnotherTd(PamtType.REG));
        assertThat(entry(X + 2, leaf)).contains("I2");
    }

    @Test
    void i3APageIsOwnedWhileAnEntryPointsToIt() {
        assertThat(world.store(TDX, tdx.pamt(freePfn()), tdx.owned(PamtType.REG)))
                .contains("I3");
        assertThat(entry(X, SeptEntry.FREE)).contains("I3");
        Planted other = new Planted();
        long pfn = SeptEntry.pfn(other.read(other.tdx.entry(1, X)));
        assertThat(other.store(TDX, other.tdx.pamt(pfn), other.tdx.owned(PamtType.NDA)))
                .contains("I3");
    }

    @Test
    void i3BothAtOnceIsRight() {
        assertThat(world.rig.step(TDX, () -> {
                    world.rig.store(tdx.pamt(pfn()), tdx.owned(PamtType.NDA));
                    world.rig.store(tdx.entry(1, X), SeptEntry.FREE);
                }))
                .doesNotContain("I3");
    }

    @Test
    void i4PagesAreCounted() {
        long count = world.read(tdx.childCount());
        assertThat(world.store(TDX, tdx.childCount(), count + 1)).contains("I4");
        assertThat(world.store(TDX, tdx.pamt(freePfn()), tdx.owned(PamtType.REG)))
                .contains("I4");
        assertThat(world.rig.step(TDX, () -> {
                    world.rig.store(tdx.pamt(freePfn() + 1), tdx.owned(PamtType.REG));
                    world.rig.store(tdx.childCount(), count + 2);
                }))
                .doesNotContain("I4");
    }

    @Test
    void i4ALargePageCounts512() {
        assertThat(largePage(1)).contains("I4");
        assertThat(largePage(512)).doesNotContain("I4");
    }

    private List<String> largePage(long counted) {
        long count = world.read(tdx.childCount());
        world.let(tdx.pamt(1, freePfn()), 0);
        return world.rig.step(TDX, () -> {
            world.rig.store(tdx.pamt(1, freePfn()), tdx.owned(PamtType.REG));
            world.rig.store(tdx.childCount(), count + counted);
        });
    }

    @Test
    void i18ALargePageIsLockedByACall() {
        assertThat(world.store(TDX, tdx.pamt(1, freePfn()), ModuleWords.locked(0)))
                .contains("I18");
    }

    @Test
    void i5ALargePageHasOneEntryInThePamt() {
        long first = freePfn();
        world.let(tdx.pamt(first + 1), tdx.owned(PamtType.REG));
        assertThat(world.store(TDX, tdx.entry(2, X), SeptEntry.make(SeptState.MAPPED, first)))
                .contains("I5");
    }

    @Test
    void i5APartOfALargePageGetsNoType() {
        long large = world.read(tdx.pamt(1, freePfn()));
        assertThat(world.store(TDX, tdx.pamt(freePfn()), tdx.owned(PamtType.REG)))
                .doesNotContain("I5");
        world.let(tdx.pamt(1, freePfn()), large & ~0xffffL | tdx.owned(PamtType.REG));
        assertThat(world.store(TDX, tdx.pamt(freePfn()), tdx.owned(PamtType.NDA)))
                .doesNotContain("I5");
        assertThat(world.store(TDX, tdx.pamt(freePfn()), tdx.owned(PamtType.EPT)))
                .contains("I5");
    }

    @Test
    void i6RightsFollowFromTheState() {
        long entry = world.read(tdx.entry(1, X));
        assertThat(entry(X, entry & ~7)).contains("I6");
        assertThat(entry(X, SeptEntry.make(SeptState.PENDING, pfn()) | 1)).contains("I6");
        assertThat(entry(X, entry)).doesNotContain("I6");
    }

    @Test
    void i7AnEntryGoesWhenItIsBlockedAndTracked() {
        long pfn = pfn();
        long epoch = world.read(tdx.epoch());
        assertThat(entry(X, SeptEntry.FREE)).contains("I7");
        world.let(tdx.entry(1, X), SeptEntry.make(SeptState.BLOCKED, pfn));
        world.let(tdx.bepoch(pfn), epoch);
        assertThat(entry(X, SeptEntry.FREE)).contains("I7");
        world.let(tdx.entry(1, X), SeptEntry.make(SeptState.BLOCKED, pfn));
        world.let(tdx.bepoch(pfn), epoch - 1);
        assertThat(entry(X, SeptEntry.FREE)).doesNotContain("I7");
    }

    private List<String> access(GuestOp.Kind kind, long content) {
        return world.event(P0, Event.GUEST_ACCESS, kind.ordinal(), X, GuestOp.Side.PRIVATE.ordinal(), content);
    }

    @Test
    void i13APrivateAccessIsTranslated() {
        long word = world.kvm.tlbs().get(0).word(X, Tlb.Side.PRIVATE);
        assertThat(access(GuestOp.Kind.READ, 0)).contains("I13");
        world.let(word, pfn() << 12 | 7);
        assertThat(access(GuestOp.Kind.READ, 0)).doesNotContain("I13");
        world.let(word, pfn() + 1 << 12 | 7);
        assertThat(access(GuestOp.Kind.READ, 0)).contains("I13");
        world.let(word, pfn() << 12 | 7);
        world.let(tdx.entry(1, X), SeptEntry.make(SeptState.PENDING, pfn()));
        assertThat(access(GuestOp.Kind.READ, 0)).contains("I13");
    }

    @Test
    void i13ATranslationComesFromALeaf() {
        assertThat(filled(pfn())).doesNotContain("I13");
        assertThat(filled(pfn() + 1)).contains("I13");
        world.let(tdx.entry(1, X), SeptEntry.make(SeptState.PENDING, pfn()));
        assertThat(filled(pfn())).contains("I13");
    }

    private List<String> filled(long pfn) {
        return world.event(P0, Event.TLB_FILLED, X, Tlb.Side.PRIVATE.ordinal(), pfn);
    }

    @Test
    void i14AReadFindsWhatWasLeft() {
        world.let(world.kvm.tlbs().get(0).word(X, Tlb.Side.PRIVATE), pfn() << 12 | 7);
        assertThat(access(GuestOp.Kind.WRITE, 7)).doesNotContain("I14");
        assertThat(access(GuestOp.Kind.READ, 7)).doesNotContain("I14");
        assertThat(access(GuestOp.Kind.EXEC, 8)).contains("I14");
        world.rig.step(TDX, () -> world.rig.ends(Leaf.TDG_MEM_PAGE_ACCEPT, P0, X, 0, 0));
        assertThat(access(GuestOp.Kind.READ, 7)).contains("I14");
        assertThat(access(GuestOp.Kind.READ, 0)).doesNotContain("I14");
    }

    /** Removes x in one step, of a call that returns {@code status}; {@code -1} is no call. */
    private static List<String> removal(long status) {
        Planted other = new Planted();
        long entry = other.tdx.entry(1, X);
        return other.rig.step(TDX, () -> {
            if (status != -1) {
                other.rig.ends(Leaf.TDH_MEM_PAGE_REMOVE, VMM, X, 0, status);
            }
            other.rig.store(entry, SeptEntry.FREE);
        });
    }

    @Test
    void i17OnlyASuccessChangesAnything() {
        assertThat(removal(0)).doesNotContain("I17");
        assertThat(removal(-1)).contains("I17");
        assertThat(removal(TdxStatus.OPERAND_BUSY.word())).contains("I17");
        assertThat(world.store(TDX, tdx.pamt(pfn()), tdx.owned(PamtType.NDA))).contains("I17");
        assertThat(world.store(TDX, tdx.childCount(), 0)).contains("I17");
        long entry = world.read(tdx.entry(1, X));
        assertThat(entry(X, ModuleWords.claimed(entry))).doesNotContain("I17");
    }

    @Test
    void i18LocksAreHeldByCalls() {
        assertThat(world.store(TDX, tdx.treeLock(), 1)).contains("I18");
        world.let(tdx.treeLock(), 0);
        assertThat(world.store(TDX, tdx.call(VMM), holding(ModuleLock.TREE, ModuleLock.Mode.SHARED)))
                .contains("I18");
        world.let(tdx.treeLock(), 1);
        assertThat(world.store(TDX, tdx.call(VMM), holding(ModuleLock.TREE, ModuleLock.Mode.SHARED)))
                .doesNotContain("I18");
        assertThat(world.store(TDX, tdx.call(VMM), 0)).contains("I18");
    }

    @Test
    void i18AnEntryIsLockedByACall() {
        long entry = world.read(tdx.entry(1, X));
        assertThat(entry(X, ModuleWords.lockedEntry(entry))).contains("I18");
        world.let(tdx.rcx(VMM), X << 12);
        world.let(tdx.call(VMM), holding(ModuleLock.SEPT_ENTRY, ModuleLock.Mode.EXCLUSIVE));
        assertThat(entry(X, ModuleWords.lockedEntry(entry))).doesNotContain("I18");
        assertThat(entry(X, entry)).contains("I18");
        assertThat(entry(X + 2, ModuleWords.lockedEntry(SeptEntry.FREE))).contains("I18");
    }

    @Test
    void i18APageIsLockedByACall() {
        long word = world.read(tdx.pamt(pfn()));
        assertThat(world.store(TDX, tdx.pamt(pfn()), ModuleWords.locked(word))).contains("I18");
        assertThat(world.store(TDX, tdx.pamt(pfn()), word)).doesNotContain("I18");
    }

    private static long holding(ModuleLock lock, ModuleLock.Mode mode) {
        return ModuleWords.holding(Leaf.TDH_MEM_PAGE_AUG, lock, mode);
    }

    @Test
    void i20HostPriorityIsTheHosts() {
        long entry = world.read(tdx.entry(1, X));
        assertThat(entry(X, ModuleWords.claimed(entry))).contains("I20");
        assertThat(claims(Leaf.TDH_MEM_PAGE_AUG, X)).doesNotContain("I20");
        assertThat(claims(Leaf.TDH_MEM_PAGE_AUG, X + 2)).contains("I20");
        assertThat(claims(Leaf.TDG_MEM_PAGE_ACCEPT, X)).contains("I20");
        assertThat(claims(Leaf.TDH_MEM_PAGE_PROMOTE, X & ~0x1ff)).doesNotContain("I20");
        assertThat(claims(Leaf.TDH_MEM_PAGE_DEMOTE, X & ~0x1ff)).contains("I20");
        assertThat(claims(Leaf.TDH_MEM_PAGE_PROMOTE, (X & ~0x1ff) + 0x200)).contains("I20");
        world.let(tdx.entry(1, X), ModuleWords.claimed(entry));
        assertThat(entry(X, ModuleWords.lockedEntry(ModuleWords.claimed(entry))))
                .contains("I20");
    }

    /** A refused call leaves host priority on the entry of x. */
    private static List<String> claims(Leaf leaf, long refusedGfn) {
        Planted other = new Planted();
        long entry = other.tdx.entry(1, X);
        return other.rig.step(TDX, () -> {
            other.rig.event(Event.SEAMCALL_BUSY, CallName.of(leaf, P1), refusedGfn);
            other.rig.store(entry, ModuleWords.claimed(other.read(entry)));
        });
    }

    @Test
    void i21TheTreeIsHeldExclusivelyByOne() {
        long block = ModuleWords.holding(Leaf.TDH_MEM_RANGE_BLOCK, ModuleLock.TREE, ModuleLock.Mode.EXCLUSIVE);
        assertThat(world.store(TDX, tdx.call(VMM), block)).doesNotContain("I21");
        assertThat(world.store(TDX, tdx.call(P1), block)).contains("I21");
        assertThat(world.store(TDX, tdx.call(P1), holding(ModuleLock.TREE, ModuleLock.Mode.SHARED)))
                .contains("I21");
        assertThat(world.store(TDX, tdx.call(VMM), 0)).doesNotContain("I21");
    }
}
