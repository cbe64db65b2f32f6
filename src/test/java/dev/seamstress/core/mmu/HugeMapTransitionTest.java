package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.privateGpa;
import static dev.seamstress.core.TestVm.sharedGpa;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.HugePages;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At which level a fault maps: what the slot, the attributes, the host and the type of VM allow; then what it does when
 * it finds something else at level 2.
 *
 * <p>About {@link TdpMmuMap} and {@link MaxMappingLevel}.
 */
class HugeMapTransitionTest extends FaultRig {
    private static final Slot PLAIN = new Slot(1, GfnRange.of(0, 512), false, false, true);
    private static final Slot GMEM = new Slot(1, GfnRange.of(0, 512), true, false, true);
    private static final Slot SMALL_PAGES = new Slot(1, GfnRange.of(0, 512), false, false, false);
    private static final Slot SHORT = new Slot(1, GfnRange.of(1, 511), false, false, true);
    private static final Slot CUT = new Slot(1, GfnRange.of(0, 511), false, false, true);
    private static final Slot READONLY = new Slot(1, GfnRange.of(0, 512), false, true, true);

    /** Of a TD; an ordinary VM ignores the guest's memory types besides. */
    private static final long HUGE = 0x8600000000000bb7L;

    private void vm(VmType type, Slot slot, String... changes) {
        vm = TestVm.zapped(type, KernelModel.of(KernelVariant.KVM_6_19, List.of(changes)), 1, slot);
    }

    private void setWords(boolean isMixed, boolean isSplit) {
        driver.poke(vm.kvm.lpageInfo().word(Level.PG_2M, SHARED), isMixed ? LpageInfo.MIXED : 0);
        int huge = vm.kvm.hugePages().of(SHARED);
        if (huge != HugePages.NONE) {
            driver.poke(vm.kvm.hugePages().word(huge), isSplit ? HugePages.SPLIT : HugePages.WHOLE);
        }
    }

    private long hugePfn() {
        return Level.base(Level.PG_2M, vm.kvm.hostPages().sharedPfn(SHARED));
    }

    private void linkDirect(int lowest) {
        for (int level = 4; level >= lowest; level--) {
            long table = MakeSpte.nonleaf(vm.kvm.tables().childPfn(vm.kvm.firstDirectRoot(), level, SHARED));
            driver.poke(vm.direct(level, SHARED), table);
        }
    }

    private HandDriver.Told requested() {
        return driver.events().stream()
                .filter(e -> e.event() == Event.KVM_MMU_SPTE_REQUESTED)
                .findFirst()
                .orElseThrow();
    }

    // The goal.

    static Stream<Arguments> goals() {
        return Stream.of(
                Arguments.of("everything allows it", VmType.TDX_VM, PLAIN, false, false, 2),
                Arguments.of("mixed attributes", VmType.TDX_VM, PLAIN, true, false, 1),
                Arguments.of("the host has split its mapping", VmType.TDX_VM, PLAIN, false, true, 1),
                Arguments.of("mixed and split", VmType.TDX_VM, PLAIN, true, true, 1),
                Arguments.of("a host without huge pages", VmType.TDX_VM, SMALL_PAGES, false, false, 1),
                Arguments.of("the slot begins in the page", VmType.TDX_VM, SHORT, false, false, 1),
                Arguments.of("the slot ends in the page", VmType.TDX_VM, CUT, false, false, 1),
                Arguments.of("an ordinary VM", VmType.DEFAULT_VM, PLAIN, false, false, 2),
                Arguments.of("an ordinary VM, split", VmType.DEFAULT_VM, PLAIN, false, true, 1),
                Arguments.of("private memory in software", VmType.SW_PROTECTED_VM, PLAIN, false, false, 2),
                Arguments.of("private memory in software, mixed", VmType.SW_PROTECTED_VM, PLAIN, true, false, 1));
    }

    @ParameterizedTest(name = "{0}: level {5}")
    @MethodSource("goals")
    void everyGoal(String what, VmType type, Slot slot, boolean isMixed, boolean isSplit, int goal) {
        vm(type, slot);
        startFault(type.hasMirror() ? sharedGpa(SHARED) : privateGpa(SHARED), WRITE);
        setWords(isMixed, isSplit);
        driver.run();
        assertResult(RetPf.FIXED);
        long pfn = vm.kvm.hostPages().sharedPfn(SHARED);
        assertThat(requested().b()).as("the page that was asked for").isEqualTo(pfn);
        assertThat(requested().c()).as(what).isEqualTo(goal);
        long pat = type.hasMirror() ? 0 : Spte.IGNORE_PAT;
        long small = (HUGE & ~Spte.PAGE_SIZE | pat) | pfn << 12;
        long huge = HUGE | pat | hugePfn() << 12;
        assertThat(driver.value(vm.direct(goal, SHARED))).isEqualTo(goal == 2 ? huge : small);
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(goal == 2 ? Spte.NONPRESENT : small);
        assertThat(driver.events(Event.KVM_MMU_SET_SPTE)).containsExactly(goal == 2 ? 0 : SHARED);
    }

    @Test
    void aReadonlySlotIsMappedByAReadonlyHugeLeaf() {
        vm(VmType.TDX_VM, READONLY);
        startFault(sharedGpa(SHARED), Pferr.USER);
        driver.run();
        assertResult(RetPf.FIXED);
        assertThat(driver.value(vm.direct(2, SHARED))).isEqualTo(0x80000000000009b5L | hugePfn() << 12);
    }

    @Test
    void privateMemoryIsMappedByPagesOf4K() {
        for (VmType type : List.of(VmType.TDX_VM, VmType.SW_PROTECTED_VM)) {
            vm(type, GMEM);
            startFault(privateGpa(GFN), type.hasMirror() ? PRIVATE_WRITE : WRITE);
            driver.run();
            assertResult(RetPf.FIXED);
            assertThat(requested().c()).isEqualTo(1);
            long leaf = driver.value(type.hasMirror() ? vm.mirror(1, GFN) : vm.direct(1, GFN));
            assertThat(Spte.pfn(leaf)).isEqualTo(vm.kvm.hostPages().gmemPfn(GFN));
        }
    }

    // What is at level 2 already.

    @Test
    void aTableStaysAndThePageIsMappedInIt() {
        vm(VmType.TDX_VM, PLAIN);
        startFault(sharedGpa(SHARED), WRITE);
        linkDirect(2);
        long table = driver.value(vm.direct(2, SHARED));
        driver.run();
        assertResult(RetPf.FIXED);
        assertThat(requested().c()).as("the goal was higher").isEqualTo(2);
        assertThat(driver.value(vm.direct(2, SHARED))).isEqualTo(table);
        long pfn = vm.kvm.hostPages().sharedPfn(SHARED);
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(0x8600000000000b37L | pfn << 12);
    }

    @Test
    void aHugeLeafThatIsThereIsSpuriousForEveryOfItsPages() {
        vm(VmType.TDX_VM, PLAIN);
        startFault(sharedGpa(SHARED + 7), WRITE);
        linkDirect(3);
        driver.poke(vm.direct(2, SHARED), HUGE | hugePfn() << 12);
        driver.run();
        assertResult(RetPf.SPURIOUS);
        assertThat(driver.events(Event.KVM_TDP_MMU_SPTE_CHANGED)).isEmpty();
    }

    @Test
    void anOlderKernelRewritesAHugeLeafWithoutDirty() {
        vm = TestVm.zapped(VmType.DEFAULT_VM, KernelModel.of(KernelVariant.KVM_6_12), 1, PLAIN);
        startFault(privateGpa(SHARED + 7), WRITE);
        linkDirect(3);
        driver.poke(vm.direct(2, SHARED), HUGE | Spte.IGNORE_PAT | hugePfn() << 12);
        driver.run();
        assertResult(RetPf.FIXED);
        long expected = (HUGE & ~Spte.DIRTY) | Spte.IGNORE_PAT | hugePfn() << 12;
        assertThat(driver.value(vm.direct(2, SHARED))).isEqualTo(expected);
    }

    @Test
    void anotherThreadsHugeLeafBetweenReadAndSwapIsLost() {
        vm(VmType.TDX_VM, PLAIN);
        startFault(sharedGpa(SHARED), WRITE);
        linkDirect(3);
        driver.runWithout(TestVm.MMU);
        driver.deliver(TestVm.FIRST, TestVm.MMU);
        driver.deliver(TestVm.MMU, TestVm.FIRST);
        while (driver.events(Event.KVM_MMU_SPTE_REQUESTED).isEmpty() || !isAtSwap()) {
            driver.deliver(TestVm.FIRST, TestVm.FIRST);
        }
        driver.poke(vm.direct(2, SHARED), HUGE | hugePfn() << 12);
        driver.run();
        assertRetry(RetryWhy.LOST);
    }

    private boolean isAtSwap() {
        return thread.where().contains("tdp_mmu_set_spte_atomic");
    }

    /** A region that has become mixed while its huge leaf was put back: B17. */
    @Test
    void aHugeLeafWhereTheGoalIs4kStaysIfItAllowsTheAccess() {
        vm(VmType.TDX_VM, PLAIN);
        startFault(sharedGpa(SHARED), WRITE);
        setWords(true, false);
        linkDirect(3);
        long huge = HUGE | hugePfn() << 12;
        driver.poke(vm.direct(2, SHARED), huge);
        driver.run();
        assertResult(RetPf.SPURIOUS);
        assertThat(requested().c()).isEqualTo(1);
        assertThat(driver.value(vm.direct(2, SHARED))).isEqualTo(huge);
    }

    @Test
    void aHugeLeafWhereTheGoalIs4kThatRefusesTheAccessIsABugOfTheModel() {
        vm(VmType.TDX_VM, PLAIN);
        startFault(sharedGpa(SHARED), WRITE);
        setWords(true, false);
        linkDirect(3);
        driver.poke(vm.direct(2, SHARED), 0x80000000000009b5L | hugePfn() << 12);
        assertThatThrownBy(driver::run).isInstanceOf(ModelBug.class).hasMessageContaining("meets the huge leaf");
    }

    // The planted bug.

    @Test
    void aHugeGoalInAMirrorBugsTheVmWhereNothingIsMapped() {
        vm(VmType.TDX_VM, GMEM, "b47-mirror-huge-goal");
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        driver.run();
        assertRetry(RetryWhy.BUGGED);
        assertThat(requested().c()).isEqualTo(2);
        assertThat(driver.events(Event.BUG_ON)).containsExactly((long) BugOn.PRIVATE_LEVEL.ordinal());
        assertThat(driver.value(vm.mirror(2, GFN))).as("rolled back").isEqualTo(Spte.NONPRESENT);
    }

    @Test
    void aHugeGoalInAMirrorBugsTheVmWhereATableIs() {
        vm(VmType.TDX_VM, GMEM, "b47-mirror-huge-goal");
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        linkMirror();
        long table = driver.value(vm.mirror(2, GFN));
        driver.run();
        assertRetry(RetryWhy.BUGGED);
        assertThat(driver.events(Event.BUG_ON))
                .containsExactly((long) BugOn.MIRROR_REPLACED.ordinal(), (long) BugOn.PRIVATE_LEVEL.ordinal());
        assertThat(driver.value(vm.mirror(2, GFN))).as("rolled back").isEqualTo(table);
    }

    @Test
    void theBugNeedsAHugePageThatIsAllPrivate() {
        vm(VmType.TDX_VM, GMEM, "b47-mirror-huge-goal");
        startFault(privateGpa(GFN), PRIVATE_WRITE);
        driver.poke(vm.kvm.attributes().word(GFN + 1), Attributes.SHARED);
        driver.poke(vm.kvm.lpageInfo().word(Level.PG_2M, GFN), LpageInfo.MIXED);
        driver.run();
        assertResult(RetPf.FIXED);
        assertThat(driver.events(Event.BUG_ON)).isEmpty();
    }
}
