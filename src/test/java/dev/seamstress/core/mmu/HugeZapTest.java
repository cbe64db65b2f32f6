package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Assembly.Initial;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.vm.Attributes;
import dev.seamstress.core.vm.LpageInfo;
import dev.seamstress.core.vm.Slot;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Huge leaves that go, and what a conversion notes of the huge pages that it has touched. */
class HugeZapTest extends ZapRig {
    private static final MakeSpte.Leaf WRITABLE = new MakeSpte.Leaf(true, false, false, false);
    private static final long END = 0x800;

    private static Slot slot(long start, long pages) {
        return new Slot(1, GfnRange.of(start, pages), true, false, true);
    }

    /** Maps the 2M page of {@code gfn} by one entry. Returns the entry. */
    private long mapHuge(long gfn) {
        int root = vm.kvm.firstDirectRoot();
        for (int level = 4; level > 2; level--) {
            driver.poke(vm.direct(level, gfn), MakeSpte.nonleaf(vm.kvm.tables().childPfn(root, level, gfn)));
        }
        long pfn = Level.base(Level.PG_2M, vm.kvm.hostPages().sharedPfn(gfn));
        long leaf = MakeSpte.leaf(pfn, Level.PG_2M, WRITABLE);
        driver.poke(vm.direct(2, gfn), leaf);
        return leaf;
    }

    @ParameterizedTest(name = "{0} to {1}: the leaf of 0x200 goes {2}, the one of 0x400 goes {3}")
    @CsvSource({
        "0x200, 0x400, true, false",
        "0x200, 0x201, true, false",
        "0x3ff, 0x400, true, false",
        "0x310, 0x320, true, false",
        "0x3ff, 0x401, true, true",
        "0x400, 0x401, false, true",
        "0x100, 0x200, false, false",
        "0x100, 0x201, true, false",
        "0x600, 0x700, false, false",
        "0x5ff, 0x600, false, true",
        "0x000, 0x800, true, true",
    })
    void everyRange(String start, String end, boolean isFirstZapped, boolean isSecondZapped) {
        List<GfnRange> gfns = List.of(GfnRange.of(0, END));
        vm = TestVm.naming(gfns, VmType.TDX_VM, model(), VCPUS, slot(0, END));
        startUnderLock(lock -> new TdpMmuZapLeafs(
                vm.kvm, lock, vm.kvm.firstDirectRoot(), Long.decode(start), Long.decode(end), false));
        long first = mapHuge(0x200);
        long second = mapHuge(0x400);
        driver.run();
        assertThat(driver.value(vm.direct(2, 0x200))).isEqualTo(isFirstZapped ? Spte.NONPRESENT : first);
        assertThat(driver.value(vm.direct(2, 0x400))).isEqualTo(isSecondZapped ? Spte.NONPRESENT : second);
        int zapped = (isFirstZapped ? 1 : 0) + (isSecondZapped ? 1 : 0);
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED))
                .hasSize(zapped)
                .allSatisfy(e -> assertThat(e.b()).as("level").isEqualTo(2));
        assertThat(returned()).as("a flush is needed").isEqualTo(zapped > 0 ? 1 : 0);
    }

    @Test
    void aConversionOfOnePageZapsTheHugeLeafWhole() {
        vm = TestVm.zapped(VmType.TDX_VM, model(), VCPUS, new Slot(1, GfnRange.of(0, 512), false, false, true));
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(SHARED, 1), Attributes.PRIVATE));
        mapHuge(SHARED);
        driver.run();
        assertThat(driver.value(vm.direct(2, SHARED))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.direct(3, SHARED))).as("tables stay").isNotEqualTo(Spte.NONPRESENT);
        assertThat(story()).contains("changed 0", "request TLB_FLUSH");
        assertAtRest();
    }

    // Which pages are mixed.

    private void convert(long gfn, long pages, long attribute) {
        HandDriver.World before = driver == null ? null : driver.save();
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(gfn, pages), attribute));
        if (before != null) {
            driver.setMemory(before);
        }
        driver.run();
        assertAtRest();
    }

    private String mixed() {
        return word(Level.PG_2M, 0x000) + word(Level.PG_2M, 0x200) + " " + word(Level.PG_1G, 0);
    }

    private String word(int level, long gfn) {
        long value = driver.value(vm.kvm.lpageInfo().word(level, gfn));
        assertThat(value).isIn(0L, LpageInfo.MIXED);
        return value == 0 ? "-" : "M";
    }

    /** Slots start all private; the flags are those of the two 2M pages, then of the 1G page. */
    @ParameterizedTest(name = "slot {0}+{1}: {2}+{3} to shared, then {4}+{5} back: {6}, then {7}")
    @CsvSource({
        "0,     0x40000, 0x10,  1,    0x10,  1,    M- M, -- -",
        "0,     0x40000, 0x10,  8,    0x12,  1,    M- M, M- M",
        "0,     0x40000, 0x1fc, 8,    0x1fc, 4,    MM M, -M M",
        "0,     0x40000, 0x000, 512,  0x000, 1,    -- M, M- M",
        "0,     0x40000, 0x1ff, 513,  0x1ff, 1,    M- M, -- M",
        "0,     0x40000, 0x000, 1024, 0x000, 1024, -- M, -- -",
        "0,     0x400,   0x10,  1,    0x10,  1,    M- -, -- -",
        "0x001, 0x3ff,   0x1ff, 2,    0x1ff, 1,    -M -, -M -",
        "0,     0x3ff,   0x1ff, 2,    0x1ff, 2,    M- -, -- -",
    })
    void everyConversion(
            String slotStart,
            String slotPages,
            String gfn,
            long pages,
            String back,
            long backPages,
            String one,
            String two) {
        long slot = Long.decode(slotStart);
        List<GfnRange> gfns = List.of(GfnRange.of(0, 1024));
        vm = TestVm.naming(gfns, VmType.TDX_VM, model(), VCPUS, slot(slot, Long.decode(slotPages)));
        convert(Long.decode(gfn), pages, Attributes.SHARED);
        assertThat(mixed()).isEqualTo(one);
        convert(Long.decode(back), backPages, Attributes.PRIVATE);
        assertThat(mixed()).isEqualTo(two);
    }

    /** The flags change when the attributes have, and under the same lock the sequence moves on. */
    @Test
    void theFlagsAreNotedAtTheEnd() {
        vm = TestVm.zapped(VmType.TDX_VM, model(), VCPUS, slot(0, 512));
        start(() -> new KvmVmSetMemAttributes(vm.kvm, GfnRange.of(GFN, 2), Attributes.SHARED));
        long word = vm.kvm.lpageInfo().word(Level.PG_2M, GFN);
        while (driver.events(Event.INVALIDATE_END).isEmpty()) {
            assertThat(driver.value(word)).isZero();
            int[] next = driver.enabled().get(0);
            driver.deliver(next[0], next[1]);
        }
        driver.run();
        assertThat(driver.value(word)).isEqualTo(LpageInfo.MIXED);
    }

    @Test
    void theFirstFlagsFollowFromTheFirstAttributes() {
        List<GfnRange> gfns = List.of(GfnRange.of(0x1fe, 4));
        vm = TestVm.naming(gfns, VmType.TDX_VM, model(), VCPUS, slot(0, 0x600));
        List<Initial> words = new ArrayList<>(KvmInitials.of(vm.kvm, vm.kvm.firstRootList(), VCPUS));
        assertThat(KvmInitials.ofLpageInfo(vm.kvm, words)).isEmpty();
        words.add(new Initial(vm.kvm.attributes().word(0x200), Attributes.SHARED));
        assertThat(KvmInitials.ofLpageInfo(vm.kvm, words))
                .containsExactly(new Initial(vm.kvm.lpageInfo().word(Level.PG_2M, 0x200), LpageInfo.MIXED));
        vm = TestVm.naming(gfns, VmType.DEFAULT_VM, model(), VCPUS, slot(0, 0x600));
        assertThat(KvmInitials.ofLpageInfo(vm.kvm, words))
                .as("no private memory")
                .isEmpty();
    }
}
