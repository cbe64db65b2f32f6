package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.vm.Attributes;
import org.junit.jupiter.api.Test;

/** KVM_SET_MEMORY_ATTRIBUTES, phase by phase. */
class ConversionTest extends ZapRig {
    private void convert(long gfn, long pages, long attribute) {
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(gfn, pages), attribute));
    }

    @Test
    void aPrivatePageBecomesSharedInTheKernelsOrder() {
        convert(GFN, 1, Attributes.SHARED);
        mapPrivate(GFN);
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
        assertAtRest();
    }
}
