package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.HOLE;
import static dev.seamstress.core.TestVm.MMU;
import static dev.seamstress.core.TestVm.READONLY;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.privateGpa;
import static dev.seamstress.core.TestVm.sharedGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.mmu.KvmMmuNotifierInvalidateRange.Half;
import dev.seamstress.core.vm.ActiveNotifiers;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.HostPages;
import dev.seamstress.core.vm.Slots;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Both halves of an MMU notifier, faults between them, and a conversion at the same time. */
class NotifierTest extends ZapRig {
    private static final int THIRD = OTHER + 1;

    private Supplier<Procedure> notifier(long start, long end, Half half) {
        return () -> new KvmMmuNotifierInvalidateRange(vm.kvm, GfnRange.of(start, end - start), half);
    }

    private Supplier<Procedure> fault(long gpa, long errorCode) {
        return () -> new PageFaultHandler(vm.kvm, vm.vcpus.get(1), gpa, errorCode);
    }

    @Test
    void theStartZapsTheSharedAliasAndFlushesBeforeItUnlocks() {
        start(notifier(GFN, GFN + 1, Half.START));
        mapShared(GFN);
        long mirror = mapPrivate(GFN);
        driver.run();
        assertThat(story())
                .containsExactly(
                        "kvm_unmap_hva_range",
                        "granted mmu",
                        "invalidate_begin",
                        "zap NOTIFIER",
                        "changed 100",
                        "zap_end",
                        "request TLB_FLUSH",
                        "flush_done",
                        "released mmu");
        assertThat(driver.value(vm.direct(1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.mirror(1, GFN)))
                .as("private memory is none of the host's")
                .isEqualTo(mirror);
        assertThat(invalidate(Invalidate.IN_PROGRESS)).isEqualTo(1);
        assertThat(invalidate(Invalidate.SEQ)).isZero();
    }

    @Test
    void theRangeIsToldInHostAddresses() {
        start(notifier(GFN, GFN + 3, Half.START));
        driver.run();
        assertThat(told(Event.KVM_UNMAP_HVA_RANGE).get(0).a()).isEqualTo(HostPages.hva(GFN));
        assertThat(told(Event.KVM_UNMAP_HVA_RANGE).get(0).b()).isEqualTo(HostPages.hva(GFN) + 3 * 4096);
    }

    @Test
    void theEndOnlyEnds() {
        start(notifier(SHARED, SHARED + 1, Half.START), notifier(SHARED, SHARED + 1, Half.END));
        finish(0, OTHER);
        int before = story().size();
        driver.run();
        assertThat(story().subList(before, story().size()))
                .containsExactly("granted mmu", "invalidate_end", "released mmu");
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(1);
        assertAtRest();
    }

    @Test
    void withoutAMemslotTheLockIsNeverTaken() {
        start(notifier(HOLE, HOLE + 2, Half.START), notifier(HOLE, HOLE + 2, Half.END));
        driver.run();
        assertThat(story()).containsExactly("kvm_unmap_hva_range");
        assertThat(told(Event.LOCK_REQUESTED)).isEmpty();
        assertThat(invalidate(Invalidate.SEQ)).isZero();
        assertAtRest();
    }

    @Test
    void aRangeOverTwoSlotsIsOneInvalidationTwoZapsAndOneFlush() {
        start(notifier(SHARED + 6, READONLY + 2, Half.START));
        mapShared(SHARED + 5);
        mapShared(SHARED + 7);
        mapShared(READONLY);
        mapShared(READONLY + 2);
        driver.run();
        assertThat(story())
                .containsExactly(
                        "kvm_unmap_hva_range",
                        "granted mmu",
                        "invalidate_begin",
                        "zap NOTIFIER",
                        "changed 187",
                        "zap_end",
                        "zap NOTIFIER",
                        "changed 190",
                        "zap_end",
                        "request TLB_FLUSH",
                        "flush_done",
                        "released mmu");
        assertThat(told(Event.ZAP_BEGIN).get(0).c()).as("a slot's own part").isEqualTo(SHARED + 8);
        assertThat(told(Event.ZAP_BEGIN).get(1).b()).isEqualTo(READONLY);
        assertThat(invalidate(Invalidate.RANGE_START)).isEqualTo(SHARED + 6);
        assertThat(invalidate(Invalidate.RANGE_END)).isEqualTo(READONLY + 2);
    }

    /** What the first slot asked for is not forgotten over a second one that asks for nothing. */
    @Test
    void oneSlotIsEnoughForAFlush() {
        start(notifier(SHARED + 6, READONLY + 2, Half.START));
        mapShared(SHARED + 7);
        driver.run();
        assertThat(told(Event.ZAP_BEGIN)).hasSize(2);
        assertThat(story())
                .containsSubsequence("changed 187", "zap_end", "zap NOTIFIER", "zap_end", "request TLB_FLUSH");
    }

    @Test
    void aFaultBetweenTheHalvesIsRetriedAndOneAfterThemIsNot() {
        start(
                notifier(SHARED, SHARED + 1, Half.START),
                fault(sharedGpa(SHARED), Pferr.WRITE),
                notifier(SHARED, SHARED + 1, Half.END),
                fault(sharedGpa(SHARED), Pferr.WRITE));
        finish(0, OTHER, THIRD, THIRD + 1);
        driver.deliver(ZAPPER, MMU);
        finish(1, THIRD, THIRD + 1);
        assertThat(callers.get(1).returned()).isEqualTo(RetPf.RETRY.ordinal());
        finish(2, THIRD + 1);
        driver.run();
        assertThat(callers.get(3).returned()).isEqualTo(RetPf.FIXED.ordinal());
        assertAtRest();
    }

    @Test
    void aNotifierAndAConversionGuardWhatLiesBetweenThemUntilBothAreOver() {
        start(
                notifier(SHARED, SHARED + 1, Half.START),
                () -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, 1), Attributes.SHARED),
                notifier(SHARED, SHARED + 1, Half.END),
                fault(privateGpa(GFN + 4), Pferr.WRITE | Pferr.PRIVATE_ACCESS));
        finish(0, OTHER, THIRD, THIRD + 1);
        driver.deliver(ZAPPER, MMU);
        assertThat(range()).containsExactly(1L, SHARED, SHARED + 1);
        runUntil(() -> story().contains("set 100"), THIRD, THIRD + 1);
        assertThat(range()).containsExactly(2L, GFN, SHARED + 1);
        finish(2, OTHER, THIRD + 1);
        assertThat(range()).as("the range does not shrink").containsExactly(1L, GFN, SHARED + 1);
        finish(3, OTHER);
        assertThat(callers.get(3).returned()).isEqualTo(RetPf.RETRY.ordinal());
        driver.run();
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(2);
        assertAtRest();
    }

    @Test
    void memslotsStayFromTheStartToTheEnd() {
        start(
                notifier(SHARED, SHARED + 1, Half.START),
                () -> new KvmSetMemoryRegion(vm.kvm, KvmSetMemoryRegion.Change.DELETE, 2, Slots.NONE),
                notifier(SHARED, SHARED + 1, Half.END));
        finish(0, OTHER, THIRD);
        driver.runWithout(THIRD);
        assertThat(callers.get(1).where()).contains("kvm_swap_active_memslots.WOKEN");
        assertThat(told(Event.MEMSLOT_PUBLISHED)).isEmpty();
        assertThat(driver.value(vm.kvm.words().notifiers()))
                .as("one active, one waits")
                .isEqualTo(ActiveNotifiers.waiting(1, OTHER));
        driver.run();
        assertThat(told(Event.MEMSLOT_PUBLISHED)).hasSize(2);
        assertThat(driver.value(vm.kvm.words().notifiers())).isEqualTo(ActiveNotifiers.NONE);
        assertAtRest();
    }

    private List<Long> range() {
        return List.of(
                invalidate(Invalidate.IN_PROGRESS),
                invalidate(Invalidate.RANGE_START),
                invalidate(Invalidate.RANGE_END));
    }

    @Test
    void aKernelWithoutFiltersZapsBothAliases() {
        vm = vm(VmType.TDX_VM, "no-gfn-range-filter");
        start(notifier(GFN, GFN + 1, Half.START));
        mapPrivate(GFN);
        driver.run();
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.NONPRESENT);
    }
}
