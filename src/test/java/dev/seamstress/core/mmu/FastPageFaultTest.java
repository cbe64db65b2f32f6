package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.sharedGpa;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Goal: {@link FastPageFault} ends a fault without mmu_lock if the leaf allows the access by now, and only that;
 * whoever asks for it and who does not. Method: one fault in a tree that the test has made.
 */
class FastPageFaultTest extends FaultRig {
    private static final long PRESENT_WRITE = Pferr.PRESENT | Pferr.WRITE;

    private void fault(VmType type, long errorCode) {
        vm = TestVm.zapped(type, KernelModel.of(KernelVariant.KVM_6_19), 1);
        startFault(type.hasMirror() ? sharedGpa(SHARED) : SHARED << 12, errorCode);
        for (int level = 4; level > 1; level--) {
            int root = vm.kvm.firstDirectRoot();
            driver.poke(
                    vm.direct(level, SHARED), MakeSpte.nonleaf(vm.kvm.tables().childPfn(root, level, SHARED)));
        }
    }

    private long leaf(boolean isWritable) {
        long pfn = vm.kvm.hostPages().sharedPfn(SHARED);
        boolean isPatIgnored = vm.kvm.type().isPatIgnored();
        return MakeSpte.leaf(pfn, new MakeSpte.Leaf(isWritable, false, isPatIgnored, false));
    }

    private List<Long> looks() {
        return driver.events(Event.LOCKLESS_READ);
    }

    @ParameterizedTest
    @CsvSource({"TDX_VM", "DEFAULT_VM"})
    void aLeafThatAllowsTheWriteByNowIsSpurious(VmType type) {
        fault(type, PRESENT_WRITE);
        driver.poke(vm.direct(1, SHARED), leaf(true));
        driver.run();
        assertResult(RetPf.SPURIOUS);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
        assertThat(driver.events(Event.FAST_PAGE_FAULT)).containsExactly(SHARED);
        assertThat(looks())
                .as("each table twice on the way down, the last once")
                .hasSize(7);
    }

    @Test
    void aLeafThatDoesNotIsMappedTheSlowWay() {
        fault(VmType.TDX_VM, PRESENT_WRITE);
        driver.poke(vm.direct(1, SHARED), leaf(false));
        driver.run();
        assertResult(RetPf.FIXED);
        assertThat(driver.events(Event.FAST_PAGE_FAULT)).hasSize(1);
        assertThat(driver.events(Event.LOCK_REQUESTED)).hasSize(1);
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(leaf(true));
    }

    static Stream<Arguments> tablesThatGo() {
        return Stream.of(4, 3, 2)
                .flatMap(level -> Stream.of(Spte.NONPRESENT, Spte.FROZEN).map(spte -> Arguments.of(level, spte)));
    }

    /** Between the look at the entry and the way down the table goes: the walk ends where it is. */
    @ParameterizedTest
    @MethodSource("tablesThatGo")
    void aTableThatGoesEndsTheWalk(int level, long spte) {
        fault(VmType.TDX_VM, PRESENT_WRITE);
        driver.poke(vm.direct(1, SHARED), leaf(true));
        while (looks().size() < 1 + 2 * (4 - level)) {
            driver.deliver(FIRST, FIRST);
        }
        driver.poke(vm.direct(level, SHARED), spte);
        driver.run();
        assertThat(looks()).hasSize(2 + 2 * (4 - level));
        assertThat(driver.events(Event.LOCK_REQUESTED)).hasSize(1);
    }

    /** A private fault never has the PRESENT bit; a read, and a fault on what was empty, are for the slow way. */
    @ParameterizedTest
    @CsvSource({"2", "5", "4", "1"})
    void otherFaultsDoNotLook(long errorCode) {
        fault(VmType.TDX_VM, errorCode);
        driver.run();
        assertThat(looks()).isEmpty();
        assertThat(driver.events(Event.LOCK_REQUESTED)).hasSize(1);
    }

    @Test
    void aFaultOfTheWrongKindDoesNotLook() {
        fault(VmType.TDX_VM, PRESENT_WRITE);
        driver.poke(vm.kvm.attributes().word(SHARED), Attributes.PRIVATE);
        driver.run();
        assertThat(looks()).isEmpty();
        assertMemoryFault(SHARED, 0);
    }

    @Test
    void nobodyWriteProtectsHere() {
        fault(VmType.TDX_VM, PRESENT_WRITE);
        driver.poke(vm.direct(1, SHARED), leaf(true) & ~Spte.WRITABLE);
        assertThatThrownBy(driver::run).isInstanceOf(ModelBug.class).hasMessageContaining("write-protected");
    }

    @Test
    void whereNoRootGoesNobodyLooks() {
        vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        startFault(sharedGpa(SHARED), PRESENT_WRITE);
        driver.run();
        assertResult(RetPf.FIXED);
        assertThat(looks()).isEmpty();
    }
}
