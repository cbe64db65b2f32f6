package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.HOLE;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.TestVm;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** KVM_SET_MEMORY_ATTRIBUTES: what it tells and leaves, and when it does nothing. */
class ConversionTest extends ZapRig {
    private Supplier<Procedure> conversion(long gfn, long pages, long attribute) {
        return () -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(gfn, pages), attribute);
    }

    private void convert(long gfn, long pages, long attribute) {
        start(conversion(gfn, pages, attribute));
    }

    private long attribute(long gfn) {
        return driver.value(vm.kvm.attributes().word(gfn));
    }

    @Test
    void aPrivatePageBecomesSharedInTheKernelsOrder() {
        convert(GFN, 1, Attributes.SHARED);
        mapPrivate(GFN);
        long direct = mapShared(GFN);
        driver.run();
        assertThat(returned()).isZero();
        assertThat(story())
                .containsExactly(
                        "granted slots",
                        "granted mmu",
                        "invalidate_begin",
                        "zap CONVERT_TO_SHARED",
                        "changed 100",
                        "BLOCK",
                        "TRACK",
                        "request OUTSIDE_GUEST_MODE",
                        "REMOVE",
                        "WBINVD",
                        "page_cleared",
                        "zap_end",
                        "request TLB_FLUSH",
                        "flush_done",
                        "released mmu",
                        "set 100",
                        "granted mmu",
                        "invalidate_end",
                        "released mmu",
                        "released slots");
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.direct(1, GFN))).as("the other alias").isEqualTo(direct);
        assertThat(attribute(GFN)).isEqualTo(Attributes.SHARED);
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(1);
        assertAtRest();
    }

    @Test
    void aSharedPageBecomesPrivateWithoutTheModule() {
        convert(SHARED, 2, Attributes.PRIVATE);
        mapShared(SHARED);
        driver.run();
        assertThat(story())
                .containsExactly(
                        "granted slots",
                        "granted mmu",
                        "invalidate_begin",
                        "zap CONVERT_TO_PRIVATE",
                        "changed 180",
                        "zap_end",
                        "request TLB_FLUSH",
                        "flush_done",
                        "released mmu",
                        "set 180",
                        "set 181",
                        "granted mmu",
                        "invalidate_end",
                        "released mmu",
                        "released slots");
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(Spte.NONPRESENT);
        assertThat(List.of(attribute(SHARED), attribute(SHARED + 1), attribute(SHARED + 2)))
                .containsExactly(Attributes.PRIVATE, Attributes.PRIVATE, Attributes.SHARED);
        assertAtRest();
    }

    @Test
    void whereNothingIsMappedNothingIsFlushed() {
        convert(GFN, 8, Attributes.SHARED);
        driver.run();
        assertThat(story()).doesNotContain("request TLB_FLUSH", "flush_done");
        assertThat(told(Event.ATTRIBUTE_SET)).hasSize(8);
        assertAtRest();
    }

    @Test
    void aRangeThatIsSoAlreadyIsLeftAlone() {
        convert(GFN, 8, Attributes.PRIVATE);
        mapPrivate(GFN);
        driver.run();
        assertThat(returned()).isZero();
        assertThat(story()).containsExactly("granted slots", "released slots");
    }

    @Test
    void oneGfnThatDiffersMakesItAConversionOfAll() {
        convert(GFN, 8, Attributes.PRIVATE);
        driver.poke(vm.kvm.attributes().word(GFN + 7), Attributes.SHARED);
        driver.run();
        assertThat(told(Event.ATTRIBUTE_SET)).hasSize(8);
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(1);
    }

    @Test
    void withoutAMemslotOnlyTheAttributeChanges() {
        convert(HOLE, 1, Attributes.PRIVATE);
        driver.run();
        assertThat(story()).containsExactly("granted slots", "set 1a0", "released slots");
        assertThat(attribute(HOLE)).isEqualTo(Attributes.PRIVATE);
        assertThat(invalidate(Invalidate.SEQ)).isZero();
    }

    @Test
    void aVmWithoutPrivateMemoryKnowsNoPrivateAttribute() {
        vm = vm(VmType.DEFAULT_VM);
        convert(SHARED, 1, Attributes.PRIVATE);
        driver.run();
        assertThat(returned()).isEqualTo(Errno.EINVAL);
        assertThat(story()).isEmpty();
        convert(SHARED, 1, Attributes.SHARED);
        driver.run();
        assertThat(returned()).isZero();
        assertThat(story()).isEmpty();
    }

    @Test
    void aThreadThatAloneWantsSlotsLockTakesItWithoutAsking() {
        vm = TestVm.zapped(VmType.TDX_VM, model(), VCPUS, Footprint.of(Footprint.Can.ZAP, Footprint.Can.KICK));
        convert(GFN, 1, Attributes.SHARED);
        driver.run();
        assertThat(story()).startsWith("granted slots", "granted mmu").endsWith("released mmu", "released slots");
        assertThat(told(Event.LOCK_REQUESTED))
                .as("of mmu_lock")
                .hasSize(2)
                .allSatisfy(e -> assertThat(e.a()).isZero());
        assertAtRest();
    }

    @Test
    void conversionsWaitForEachOther() {
        start(conversion(GFN, 1, Attributes.SHARED), conversion(GFN, 1, Attributes.PRIVATE));
        runUntilTold("set 100", OTHER);
        driver.runWithout(ZAPPER);
        assertThat(told(Event.ATTRIBUTE_SET)).as("the other waits").hasSize(1);
        driver.run();
        assertThat(attribute(GFN)).isEqualTo(Attributes.PRIVATE);
        assertThat(invalidate(Invalidate.SEQ)).isEqualTo(2);
        assertAtRest();
    }
}
