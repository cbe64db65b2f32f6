package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.TDX;
import static dev.seamstress.core.TestVm.privateGpa;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.mmu.KvmMmuNotifierInvalidateRange.Half;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Planted bugs of zaps: each changes exactly what it is about; the kernel without it is beside it. */
class PlantedZapBugsTest extends ZapRig {
    private static final List<String> REMOVAL = List.of("BLOCK", "TRACK", "REMOVE", "WBINVD", "page_cleared");

    private void convert(long gfn, long attribute) {
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(gfn, 1), attribute));
        mapPrivate(gfn);
        mapShared(gfn);
        driver.poke(vm.kvm.attributes().word(gfn), Attributes.PRIVATE - attribute);
        driver.run();
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(1);
        assertThat(driver.value(vm.kvm.attributes().word(gfn))).isEqualTo(attribute);
        assertAtRest();
    }

    private void assertZapped(String kernel, boolean isMirror, boolean isDirect) {
        assertThat(driver.value(vm.mirror(1, GFN)) == Spte.NONPRESENT)
                .as("mirror, " + kernel)
                .isEqualTo(isMirror);
        assertThat(driver.value(vm.direct(1, GFN)) == Spte.NONPRESENT)
                .as("direct, " + kernel)
                .isEqualTo(isDirect);
        assertThat(story().containsAll(REMOVAL)).as(kernel).isEqualTo(isMirror);
    }

    @Test
    void aConversionWithSwappedFiltersZapsTheWrongAlias() {
        convert(GFN, Attributes.SHARED);
        assertZapped("to shared", true, false);
        vm = vm(VmType.TDX_VM);
        convert(GFN, Attributes.PRIVATE);
        assertZapped("to private", false, true);
        vm = vm(VmType.TDX_VM, "b31a-attr-filters-swapped");
        convert(GFN, Attributes.SHARED);
        assertZapped("to shared, swapped", false, true);
        vm = vm(VmType.TDX_VM, "b31a-attr-filters-swapped");
        convert(GFN, Attributes.PRIVATE);
        assertZapped("to private, swapped", true, false);
    }

    private void notifyStart(String... changes) {
        vm = vm(VmType.TDX_VM, changes);
        start(() -> new KvmMmuNotifierInvalidateRange(vm.kvm, GfnRange.of(GFN, 1), Half.START));
        mapPrivate(GFN);
        mapShared(GFN);
        driver.run();
    }

    @Test
    void aNotifierForBothAliasesZapsPrivateMemoryToo() {
        notifyStart();
        assertZapped("as it is", false, true);
        notifyStart("b31b-notifier-both");
        assertZapped("both", true, true);
        notifyStart("b31a-attr-filters-swapped");
        assertZapped("a bug of conversions", false, true);
    }

    @Test
    void aZapThatUnlocksFirstFlushesLater() {
        notifyStart();
        assertThat(story()).endsWith("request TLB_FLUSH", "flush_done", "released mmu");
        notifyStart("b32-unlock-before-flush");
        assertThat(story()).endsWith("released mmu", "request TLB_FLUSH", "flush_done");
        assertAtRestButForTheInvalidation();
    }

    private void assertAtRestButForTheInvalidation() {
        assertThat(callers.get(0).isDone()).isTrue();
        assertThat(callers.get(0).held().isEmpty()).isTrue();
        assertThat(driver.value(vm.kvm.mmuLock().word())).isZero();
    }

    // The leaf zap under the read lock.

    private boolean holds(Grant.Mode mode) {
        return callers.get(0).held().has(vm.kvm.mmuLock().number(), mode);
    }

    @Test
    void aZapUnderTheReadLockMakesItsSeamcallsAsAReader() {
        for (String change : List.of("mirror-roots", "x11-remove-under-read")) {
            vm = vm(VmType.TDX_VM, change);
            start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, 1), Attributes.SHARED));
            mapPrivate(GFN);
            runUntil(() -> driver.isEnabled(ZAPPER, TDX));
            boolean isPlanted = change.startsWith("x11");
            assertThat(holds(Grant.Mode.READ)).as(change).isEqualTo(isPlanted);
            assertThat(holds(Grant.Mode.WRITE)).as(change).isEqualTo(!isPlanted);
            assertThat(invalidate(Invalidate.IN_PROGRESS))
                    .as("begun under the write lock")
                    .isEqualTo(1);
            driver.run();
            assertThat(story()).containsAll(REMOVAL).containsSubsequence("flush_done", "released mmu", "set 100");
            assertAtRest();
        }
    }

    @Test
    void aZapUnderTheReadLockLetsAFaultInBetween() {
        vm = vm(VmType.TDX_VM, "x11-remove-under-read");
        start(
                () -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, 1), Attributes.SHARED),
                () -> new PageFaultHandler(
                        vm.kvm, vm.vcpus.get(1), privateGpa(GFN + 1), Pferr.WRITE | Pferr.PRIVATE_ACCESS));
        mapPrivate(GFN);
        runUntil(() -> driver.isEnabled(ZAPPER, TDX), OTHER);
        finish(1, ZAPPER);
        assertThat(callers.get(1).returned()).isEqualTo(RetPf.FIXED.ordinal());
        driver.run();
        assertThat(vm.tdx.isFree(GFN)).isTrue();
        assertThat(vm.tdx.isFree(GFN + 1)).isFalse();
        assertAtRest();
    }

    @Test
    void aBusyZapUnderTheReadLockRunsToItsEnd() {
        vm = vm(VmType.TDX_VM, "x11-remove-under-read");
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, 1), Attributes.SHARED));
        mapPrivate(GFN);
        vm.tdx.script(FakeTdx.BUSY);
        driver.run();
        assertThat(story()).containsAll(REMOVAL);
        assertAtRest();
    }

    @Test
    void aZapUnderTheReadLockOfTheDirectRootToo() {
        vm = vm(VmType.TDX_VM, "x11-remove-under-read");
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(SHARED, 8), Attributes.PRIVATE));
        mapShared(SHARED);
        mapShared(SHARED + 7);
        driver.run();
        assertThat(driver.events(Event.KVM_TDP_MMU_SPTE_CHANGED)).containsExactly(SHARED, SHARED + 7);
        assertAtRest();
    }
}
