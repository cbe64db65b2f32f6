package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.MMU;
import static dev.seamstress.core.TestVm.TDX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The zap of a range: what is mapped, times the filter, times the type of VM; then the bounds of the range, several
 * gfns, roots that are being thrown away, and how one entry is stored.
 *
 * <p>About {@link TdpMmuZapLeafs} and {@link TdpMmuSetSpte}.
 */
class ZapLeafsTransitionTest extends ZapRig {
    private static final List<String> REMOVAL =
            List.of("BLOCK", "TRACK", "request OUTSIDE_GUEST_MODE", "REMOVE", "WBINVD", "page_cleared");

    private enum Mapped {
        NOTHING,
        PRIVATE,
        SHARED,
        BOTH
    }

    private void unmap(long start, long end, GfnRangeFilter filter) {
        startUnderLock(lock -> new TdpMmuUnmapGfnRange(vm.kvm, lock, start, end, filter, ZapReason.NOTIFIER));
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                Arguments.of(Mapped.NOTHING, GfnRangeFilter.NONE, false, false),
                Arguments.of(Mapped.NOTHING, GfnRangeFilter.SHARED, false, false),
                Arguments.of(Mapped.NOTHING, GfnRangeFilter.PRIVATE, false, false),
                Arguments.of(Mapped.NOTHING, GfnRangeFilter.BOTH, false, false),
                Arguments.of(Mapped.PRIVATE, GfnRangeFilter.NONE, false, false),
                Arguments.of(Mapped.PRIVATE, GfnRangeFilter.SHARED, false, false),
                Arguments.of(Mapped.PRIVATE, GfnRangeFilter.PRIVATE, true, false),
                Arguments.of(Mapped.PRIVATE, GfnRangeFilter.BOTH, true, false),
                Arguments.of(Mapped.SHARED, GfnRangeFilter.NONE, false, false),
                Arguments.of(Mapped.SHARED, GfnRangeFilter.SHARED, false, true),
                Arguments.of(Mapped.SHARED, GfnRangeFilter.PRIVATE, false, false),
                Arguments.of(Mapped.SHARED, GfnRangeFilter.BOTH, false, true),
                Arguments.of(Mapped.BOTH, GfnRangeFilter.NONE, false, false),
                Arguments.of(Mapped.BOTH, GfnRangeFilter.SHARED, false, true),
                Arguments.of(Mapped.BOTH, GfnRangeFilter.PRIVATE, true, false),
                Arguments.of(Mapped.BOTH, GfnRangeFilter.BOTH, true, true));
    }

    @ParameterizedTest(name = "{0} mapped, filter {1}: mirror zapped {2}, direct zapped {3}")
    @MethodSource("cells")
    void everyCell(Mapped mapped, GfnRangeFilter filter, boolean isMirrorZapped, boolean isDirectZapped) {
        unmap(GFN, GFN + 1, filter);
        long mirror = isIn(mapped, Mapped.PRIVATE) ? mapPrivate(GFN) : Spte.NONPRESENT;
        long direct = isIn(mapped, Mapped.SHARED) ? mapShared(GFN) : Spte.NONPRESENT;
        driver.run();
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(isMirrorZapped ? Spte.NONPRESENT : mirror);
        assertThat(driver.value(vm.direct(1, GFN))).isEqualTo(isDirectZapped ? Spte.NONPRESENT : direct);
        assertThat(story().containsAll(REMOVAL)).isEqualTo(isMirrorZapped);
        int zapped = (isMirrorZapped ? 1 : 0) + (isDirectZapped ? 1 : 0);
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED)).hasSize(zapped);
        assertThat(returned()).as("a flush is needed").isEqualTo(zapped > 0 ? 1 : 0);
        assertAtRest();
    }

    private static boolean isIn(Mapped mapped, Mapped kind) {
        return mapped == kind || mapped == Mapped.BOTH;
    }

    @Test
    void aVmWithoutAMirrorLosesItsOneMappingWhateverTheFilter() {
        for (GfnRangeFilter filter : GfnRangeFilter.values()) {
            vm = vm(VmType.SW_PROTECTED_VM);
            unmap(GFN, GFN + 1, filter);
            mapShared(GFN);
            driver.run();
            assertThat(driver.value(vm.direct(1, GFN))).as("%s", filter).isEqualTo(Spte.NONPRESENT);
        }
    }

    @Test
    void exactlyTheGfnsOfTheRangeGoInAscendingOrder() {
        unmap(GFN + 2, GFN + 5, GfnRangeFilter.BOTH);
        for (long gfn = GFN; gfn < GFN + 8; gfn++) {
            mapPrivate(gfn);
            mapShared(gfn);
        }
        driver.run();
        for (long gfn = GFN; gfn < GFN + 8; gfn++) {
            boolean isZapped = gfn >= GFN + 2 && gfn < GFN + 5;
            assertThat(driver.value(vm.mirror(1, gfn)) == Spte.NONPRESENT).isEqualTo(isZapped);
            assertThat(driver.value(vm.direct(1, gfn)) == Spte.NONPRESENT).isEqualTo(isZapped);
            assertThat(vm.tdx.isFree(gfn)).isEqualTo(isZapped);
        }
        assertThat(driver.events(Event.KVM_TDP_MMU_SPTE_CHANGED))
                .as("the direct root is the first on the list")
                .containsExactly(GFN + 2, GFN + 3, GFN + 4, GFN + 2, GFN + 3, GFN + 4);
    }

    @Test
    void eachPrivatePageIsRemovedBeforeTheNextIsZapped() {
        unmap(GFN, GFN + 2, GfnRangeFilter.PRIVATE);
        mapPrivate(GFN);
        mapPrivate(GFN + 1);
        driver.run();
        List<String> expected = new ArrayList<>(List.of("granted mmu", "zap NOTIFIER", "changed 100"));
        expected.addAll(REMOVAL);
        expected.add("changed 101");
        expected.addAll(REMOVAL);
        expected.addAll(List.of("zap_end", "released mmu"));
        assertThat(story()).isEqualTo(expected);
    }

    @Test
    void aZapTellsItsRangeAndItsTypes() {
        unmap(GFN + 2, GFN + 5, GfnRangeFilter.PRIVATE);
        driver.run();
        HandDriver.Told begin = told(Event.ZAP_BEGIN).get(0);
        assertThat(List.of(begin.a(), begin.b(), begin.c(), begin.d()))
                .containsExactly((long) ZapReason.NOTIFIER.ordinal(), GFN + 2, GFN + 5, 5L);
        assertThat(driver.events(Event.ZAP_END)).containsExactly((long) ZapReason.NOTIFIER.ordinal());
    }

    @Test
    void tablesAndMmioEntriesStay() {
        unmap(GFN, GFN + 8, GfnRangeFilter.BOTH);
        mapPrivate(GFN);
        mapShared(GFN);
        long mmio = MakeSpte.mmio(GFN + 1, VmType.TDX_VM.mmioValue(), 0);
        driver.poke(vm.direct(1, GFN + 1), mmio);
        driver.run();
        for (int level = 2; level <= 4; level++) {
            assertThat(Spte.isTable(driver.value(vm.mirror(level, GFN)), level)).isTrue();
            assertThat(Spte.isTable(driver.value(vm.direct(level, GFN)), level)).isTrue();
        }
        assertThat(driver.value(vm.direct(1, GFN + 1))).isEqualTo(mmio);
    }

    @Test
    void theWalkOfADirectRootEndsBeforeTheSharedBit() {
        long bits = vm.kvm.directBits();
        unmap(GFN, 2 * bits, GfnRangeFilter.BOTH);
        mapShared(GFN);
        driver.run();
        assertThat(driver.value(vm.direct(1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertAtRest();
    }

    // Roots that are being thrown away.

    @Test
    void aLeafOfAnInvalidRootIsZappedButNeedsNoFlush() {
        unmap(GFN, GFN + 1, GfnRangeFilter.SHARED);
        int invalid = invalidRoot();
        mapShared(invalid, GFN);
        driver.run();
        assertThat(driver.value(vm.kvm.tables().word(invalid, 1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(returned()).isZero();
    }

    @Test
    void aLeafOfAValidRootBesideItNeedsOne() {
        unmap(GFN, GFN + 1, GfnRangeFilter.SHARED);
        int invalid = invalidRoot();
        mapShared(invalid, GFN);
        mapShared(GFN);
        driver.run();
        assertThat(driver.value(vm.kvm.tables().word(invalid, 1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.direct(1, GFN))).isEqualTo(Spte.NONPRESENT);
        assertThat(returned()).isEqualTo(1);
    }

    private int invalidRoot() {
        int root = vm.kvm.firstDirectRoot() + 1;
        driver.poke(vm.kvm.roots().list(), RootList.insert(vm.kvm.firstRootList(), root));
        driver.poke(vm.kvm.roots().role(root), vm.kvm.roots().freshRole(root) | Role.INVALID);
        return root;
    }

    // How one entry is stored.

    @Test
    void aDirectEntryIsExchangedSoThatWhatTheProcessorSetMeanwhileIsTold() {
        unmap(GFN, GFN + 1, GfnRangeFilter.SHARED);
        long leaf = mapShared(GFN);
        driver.deliver(ZAPPER, ZAPPER);
        driver.deliver(ZAPPER, MMU);
        driver.deliver(MMU, ZAPPER);
        assertThat(driver.value(vm.direct(1, GFN))).as("read, not yet stored").isEqualTo(leaf);
        driver.poke(vm.direct(1, GFN), leaf | 1L << 50);
        driver.run();
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED).get(0).c()).isEqualTo(leaf | 1L << 50);
    }

    @Test
    void theMirrorEntryIsEmptyBeforeTheModuleIsAsked() {
        unmap(GFN, GFN + 1, GfnRangeFilter.PRIVATE);
        long leaf = mapPrivate(GFN);
        driver.runWithout(TDX);
        assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(Spte.NONPRESENT);
        HandDriver.Told changed = told(Event.KVM_TDP_MMU_SPTE_CHANGED).get(0);
        assertThat(changed.c()).isEqualTo(leaf);
        assertThat(changed.d()).isEqualTo(Spte.NONPRESENT);
        assertThat(told(Event.SPTE_FROZEN)).isEmpty();
    }

    @Test
    void theChangeIsToldBeforeOrAfterTheRemovalAndNeverIfItFailedAfter() {
        for (boolean isFailing : new boolean[] {false, true}) {
            for (boolean isOpFirst : new boolean[] {false, true}) {
                vm = vm(VmType.TDX_VM, (isOpFirst ? "" : "no-") + "external-op-before-accounting");
                unmap(GFN, GFN + 1, GfnRangeFilter.PRIVATE);
                mapPrivate(GFN);
                vm.tdx.script(isFailing ? FakeTdx.STATE_INCORRECT : 0);
                driver.run();
                List<String> story = story();
                int changed = story.indexOf("changed 100");
                int block = story.indexOf(isFailing ? "BLOCK=c0000b0d" : "BLOCK");
                int cleared = story.indexOf("page_cleared");
                String cell = "operation first " + isOpFirst + ", failing " + isFailing;
                if (!isOpFirst) {
                    assertThat(changed).as(cell).isBetween(0, block - 1);
                } else if (isFailing) {
                    assertThat(changed).as(cell).isEqualTo(-1);
                } else {
                    assertThat(changed).as(cell).isGreaterThan(cleared);
                }
                assertThat(driver.value(vm.mirror(1, GFN))).as(cell).isEqualTo(Spte.NONPRESENT);
            }
        }
    }

    // Planted bugs.

    @Test
    void aZapThatWritesZeroLeavesAnEntryThatIsNotEmpty() {
        vm = vm(VmType.TDX_VM, "b36-zap-writes-zero");
        unmap(GFN, GFN + 1, GfnRangeFilter.BOTH);
        mapShared(GFN);
        mapPrivate(GFN);
        driver.run();
        assertThat(driver.value(vm.direct(1, GFN))).isZero();
        assertThat(driver.value(vm.mirror(1, GFN))).isZero();
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED))
                .allSatisfy(e -> assertThat(e.d()).isZero());
        assertThat(story()).containsAll(REMOVAL);
    }
}
