package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.TestVm;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which huge pages join the invalidation of a conversion, by the slot, the range, and what is mixed already. */
class StraddledHugepagesTest extends ZapRig {
    private static final long M2 = 0x200;
    private static final long G1 = 0x40000;

    private static Slot slot(long start, long pages) {
        return new Slot(1, GfnRange.of(start, pages), true, false);
    }

    static Stream<Arguments> ranges() {
        return Stream.of(
                Arguments.of("a part of one 2M page", slot(0, 8 * M2), 0x410, 0x420, List.of("400+200")),
                Arguments.of("a whole 2M page", slot(0, 8 * M2), 0x400, 0x600, List.of()),
                Arguments.of("two whole 2M pages", slot(0, 8 * M2), 0x400, 0x800, List.of()),
                Arguments.of("the head of one", slot(0, 8 * M2), 0x400, 0x401, List.of("400+200")),
                Arguments.of("the tail of one", slot(0, 8 * M2), 0x5ff, 0x600, List.of("400+200")),
                Arguments.of("parts of two", slot(0, 8 * M2), 0x5ff, 0x601, List.of("400+200", "600+200")),
                Arguments.of("whole, then a part", slot(0, 8 * M2), 0x400, 0x601, List.of("600+200")),
                Arguments.of("a part, then whole", slot(0, 8 * M2), 0x5ff, 0x800, List.of("400+200")),
                Arguments.of("a slot that begins later", slot(0x401, 0x500), 0x410, 0x611, List.of("600+200")),
                Arguments.of("a slot that ends earlier", slot(0x400, 0x3ff), 0x410, 0x611, List.of("400+200")),
                Arguments.of("1G too", slot(0, 2 * G1), 0x410, 0x420, List.of("400+200", "0+40000")),
                Arguments.of("a whole 2M page of 1G", slot(0, 2 * G1), 0x400, 0x600, List.of("0+40000")),
                Arguments.of("a whole 1G page", slot(0, 2 * G1), 0, G1, List.of()),
                Arguments.of(
                        "parts of two 1G pages",
                        slot(0, 2 * G1),
                        G1 - 1,
                        G1 + 1,
                        List.of("3fe00+200", "40000+200", "0+40000", "40000+40000")));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("ranges")
    void everyRange(String what, Slot slot, long start, long end, List<String> added) {
        List<String> found = new ArrayList<>();
        List<GfnRange> gfns = List.of(GfnRange.of(start, 1), GfnRange.of(end - 1, 1));
        vm = TestVm.naming(gfns, VmType.TDX_VM, model(), VCPUS, slot);
        startUnderLock(mmuLock -> new Probe((t, fx) -> {
            found.clear(); // each delivery is made twice
            StraddledHugepages straddled = new StraddledHugepages(vm.kvm, slot, start, end);
            for (int i = 0; i < StraddledHugepages.COUNT; i++) {
                if (straddled.isToBeAdded(i, mmuLock, fx)) {
                    long pages = straddled.end(i) - straddled.start(i);
                    found.add(Long.toHexString(straddled.start(i)) + "+" + Long.toHexString(pages));
                }
            }
            return 0;
        }));
        driver.run();
        assertThat(found).as(what).isEqualTo(added);
    }

    // Through a whole conversion of one gfn.

    private void convert(KernelVariant variant, Slot... slots) {
        vm = vm(variant, slots);
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, 1), Attributes.SHARED));
    }

    private void assertRange(long start, long end) {
        driver.run();
        assertThat(invalidate(Invalidate.RANGE_START)).isEqualTo(start);
        assertThat(invalidate(Invalidate.RANGE_END)).isEqualTo(end);
        assertAtRest();
    }

    @Test
    void aSlotWithoutAHugePageGuardsTheGfnAlone() {
        convert(KernelVariant.KVM_6_19);
        assertRange(GFN, GFN + 1);
    }

    @Test
    void aHugePageThatIsAllPrivateIsGuardedAsAWhole() {
        convert(KernelVariant.KVM_6_19, slot(0, M2));
        assertRange(0, M2);
    }

    @Test
    void theLargestHugePageIsGuarded() {
        convert(KernelVariant.KVM_6_19, slot(0, G1));
        assertRange(0, G1);
    }

    @Test
    void aMixedHugePageIsNotGuarded() {
        convert(KernelVariant.KVM_6_19, slot(0, M2));
        driver.poke(vm.kvm.lpageInfo().word(Level.PG_2M, GFN), LpageInfo.MIXED);
        assertRange(GFN, GFN + 1);
    }

    @Test
    void aLargerHugePageThatIsMixedByOthersIsNotGuardedEither() {
        convert(KernelVariant.KVM_6_19, slot(0, G1));
        driver.poke(vm.kvm.lpageInfo().word(Level.PG_1G, GFN), LpageInfo.MIXED);
        assertRange(0, M2);
    }

    @Test
    void withThePlantedBugTheGfnAloneIsGuarded() {
        vm = TestVm.zapped(VmType.TDX_VM, model("b17-no-hugepage-range"), VCPUS, slot(0, M2));
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, 1), Attributes.SHARED));
        assertRange(GFN, GFN + 1);
    }

    @Test
    void anOlderKernelGuardsTheGfnAlone() {
        convert(KernelVariant.SEED_2024, slot(0, M2));
        assertRange(GFN, GFN + 1);
    }
}
