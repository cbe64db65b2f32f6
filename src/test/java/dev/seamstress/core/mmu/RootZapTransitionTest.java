package dev.seamstress.core.mmu;

import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.MMU;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Role;
import dev.seamstress.core.ept.RootList;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmType;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The fast zap of all direct roots: what it throws away and whom it tells, in which order a tree is emptied, where the
 * lock is given back, and how one table is taken down.
 *
 * <p>About {@link KvmMmuZapAllFast}, {@link TdpMmuInvalidateRoots}, {@link TdpMmuZapRoot} and {@link HandleRemovedPt}.
 */
class RootZapTransitionTest extends ZapRig {
    private Procedure zapAllFast() {
        return new UnderLock(vm.kvm.slotsLock(), Grant.Mode.WRITE, lock -> new KvmMmuZapAllFast(vm.kvm, lock));
    }

    private int direct() {
        return vm.kvm.firstDirectRoot();
    }

    private long list() {
        return driver.value(vm.kvm.roots().list());
    }

    private long references(int root) {
        return driver.value(vm.kvm.roots().references(root));
    }

    private boolean isInvalid(int root) {
        return Role.isInvalid(driver.value(vm.kvm.roots().role(root)));
    }

    private long request(int vcpu) {
        return driver.value(vm.vcpus.get(vcpu).words().request(VcpuRequest.FREE_OBSOLETE_ROOTS));
    }

    @ParameterizedTest
    @EnumSource(VmType.class)
    void directRootsAreThrownAwayAndTheMirrorIsLeftAlone(VmType type) {
        vm = vm(type);
        start(this::zapAllFast);
        mapShared(SHARED);
        long leaf = type.hasMirror() ? mapPrivate(GFN) : 0;
        driver.run();
        assertThat(isInvalid(direct())).isTrue();
        assertThat(driver.events(Event.ROOT_INVALIDATED)).containsExactly((long) direct());
        assertThat(driver.value(vm.kvm.roots().scheduled(direct()))).isZero();
        assertThat(references(direct())).as("two vCPUs").isEqualTo(VCPUS);
        assertThat(RootList.contains(list(), direct())).isTrue();
        assertThat(driver.value(vm.direct(4, SHARED))).isEqualTo(Spte.NONPRESENT);
        assertThat(List.of(request(0), request(1))).containsOnly(1L);
        if (type.hasMirror()) {
            assertThat(isInvalid(vm.kvm.firstMirrorRoot())).isFalse();
            assertThat(references(vm.kvm.firstMirrorRoot())).isEqualTo(1 + VCPUS);
            assertThat(driver.value(vm.mirror(1, GFN))).isEqualTo(leaf);
        }
        assertAtRest();
    }

    @Test
    void theRequestIsMadeInTheSectionThatInvalidates() {
        start(this::zapAllFast);
        mapShared(SHARED);
        enter(1);
        driver.run();
        assertThat(story().subList(0, 5))
                .containsExactly(
                        "granted slots", "granted mmu", "request FREE_OBSOLETE_ROOTS", "released mmu", "granted mmu");
        assertThat(story()).endsWith("released mmu", "released slots").doesNotContain("flush_done");
        assertThat(List.of(called(0), called(1))).as("who was in the guest").containsExactly(0, 1);
        assertThat(driver.value(vm.vcpus.get(1).words().mode())).isEqualTo(VcpuMode.OUTSIDE_GUEST_MODE.ordinal());
    }

    @Test
    void aRootThatNobodyPointsToGoesWithTheZap() {
        start(this::zapAllFast);
        driver.poke(vm.kvm.roots().references(direct()), 1);
        driver.run();
        assertThat(RootList.contains(list(), direct())).isFalse();
        assertThat(RootList.contains(list(), vm.kvm.firstMirrorRoot())).isTrue();
        assertThat(driver.events(Event.ROOT_REMOVED)).containsExactly((long) direct());
        assertThat(references(direct())).isZero();
        assertAtRest();
    }

    @Test
    void aRootThatIsInvalidAlreadyIsNotThrownAwayTwice() {
        start(this::zapAllFast);
        long role = vm.kvm.roots().role(direct());
        driver.poke(role, driver.value(role) | Role.INVALID);
        mapShared(SHARED);
        driver.run();
        assertThat(driver.events(Event.ROOT_INVALIDATED)).isEmpty();
        assertThat(driver.value(vm.direct(4, SHARED))).isNotEqualTo(Spte.NONPRESENT);
        assertThat(references(direct())).isEqualTo(1 + VCPUS);
    }

    @ParameterizedTest
    @CsvSource({"b08-zap-async", "no-zap-sync"})
    void withoutTheZapEverythingStaysMappedInTheInvalidRoot(String change) {
        vm = vm(VmType.DEFAULT_VM, change);
        start(this::zapAllFast);
        long leaf = mapShared(SHARED);
        driver.run();
        assertThat(isInvalid(direct())).isTrue();
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(leaf);
        assertThat(driver.value(vm.kvm.roots().scheduled(direct()))).isEqualTo(1);
    }

    @Test
    void theMirrorTooEndsInABug() {
        vm = vm(VmType.TDX_VM, "b46-zap-all-fast-mirror");
        start(this::zapAllFast);
        mapPrivate(GFN);
        driver.run();
        assertThat(story()).contains("bug_on MIRROR_ZAPPED_ATOMICALLY");
    }

    /** What the changes of entries and the removals of tables tell, from the lowest pass to the highest. */
    @Test
    void aTreeIsEmptiedInPasses() {
        vm = vm(VmType.DEFAULT_VM);
        start(this::zapAllFast);
        mapShared(SHARED);
        mapShared(SHARED + 1);
        driver.run();
        List<String> passes = driver.events().stream()
                .map(RootZapTransitionTest::pass)
                .filter(text -> !text.isEmpty())
                .toList();
        assertThat(passes.subList(0, 4)).containsExactly("1:180 none", "1:181 none", "2:0 none", "page 1:0");
        assertThat(passes).contains("3:0 none", "page 2:0", "4:0 none", "page 3:0");
        assertThat(passes.indexOf("3:0 none")).isLessThan(passes.indexOf("4:0 none"));
        assertThat(passes.stream().filter(text -> text.endsWith("frozen") && text.startsWith("1:")))
                .as("every entry that can be reached, the others are empty")
                .hasSize(8 + 8 + 4 + 2);
    }

    private static String pass(HandDriver.Told told) {
        return switch (told.event()) {
            case KVM_TDP_MMU_SPTE_CHANGED ->
                told.b() + ":" + Long.toHexString(told.a()) + (Spte.isFrozen(told.d()) ? " frozen" : " none");
            case KVM_MMU_PREPARE_ZAP_PAGE -> "page " + Role.level(told.b()) + ":" + Long.toHexString(told.a());
            default -> "";
        };
    }

    @Test
    void aHugeLeafGoesInTheSecondPass() {
        vm = vm(VmType.DEFAULT_VM);
        start(this::zapAllFast);
        mapShared(SHARED);
        driver.poke(vm.direct(2, SHARED), MakeSpte.leaf(0x5000, 2, new MakeSpte.Leaf(true, false, false, false)));
        driver.run();
        assertThat(driver.events().stream().map(RootZapTransitionTest::pass).filter(text -> !text.isEmpty()))
                .startsWith("2:0 none", "3:0 none", "page 2:0");
    }

    @Test
    void betweenTwoEntriesAWriterGetsTheLock() {
        vm = vm(VmType.DEFAULT_VM);
        boolean[] isSeen = new boolean[1];
        start(
                this::zapAllFast,
                () -> new UnderLock(vm.kvm, Grant.Mode.WRITE, lock -> new KvmMmuInvalidateEnd(vm.kvm, lock)));
        mapShared(SHARED);
        mapShared(SHARED + 1);
        runUntil(() -> driver.value(vm.direct(1, SHARED)) == Spte.NONPRESENT, OTHER);
        driver.deliver(OTHER, OTHER);
        driver.deliver(OTHER, MMU);
        driver.setAfterEach(() -> isSeen[0] |=
                told(Event.INVALIDATE_END).size() == 1 && driver.value(vm.direct(1, SHARED + 1)) != Spte.NONPRESENT);
        driver.run();
        assertThat(isSeen[0]).as("the writer ran before the second entry went").isTrue();
        HandDriver.Told restarted = told(Event.WALK_RESTARTED).get(0);
        assertThat(List.of(restarted.a(), restarted.b(), restarted.c(), restarted.d()))
                .containsExactly(4L, 0L, SHARED + 1, SHARED + 1);
        assertThat(driver.value(vm.direct(4, SHARED))).isEqualTo(Spte.NONPRESENT);
    }

    private List<Event> entriesAndPauses() {
        return driver.events().stream()
                .map(HandDriver.Told::event)
                .filter(e -> e == Event.KVM_TDP_MMU_SPTE_CHANGED || e == Event.WALK_RESTARTED)
                .toList();
    }

    /** Who gave way twice in a row would do so for ever. */
    @Test
    void betweenTwoPausesAnEntryGoes() {
        vm = vm(VmType.DEFAULT_VM);
        start(this::zapAllFast);
        mapShared(SHARED);
        mapShared(SHARED + 1);
        driver.setAfterEach(() -> assertThat(Collections.indexOfSubList(
                        entriesAndPauses(), List.of(Event.WALK_RESTARTED, Event.WALK_RESTARTED)))
                .isNegative());
        driver.run();
        assertThat(told(Event.WALK_RESTARTED)).isNotEmpty();
        assertThat(driver.value(vm.direct(4, SHARED))).isEqualTo(Spte.NONPRESENT);
    }

    @Test
    void anEntryThatChangesUnderTheZapIsTriedAgain() {
        vm = vm(VmType.DEFAULT_VM);
        start(this::zapAllFast);
        long leaf = mapShared(SHARED);
        runUntil(() -> isAt("tdp_mmu_set_spte_atomic.SWAP"));
        driver.poke(vm.direct(1, SHARED), leaf | 1L << 9);
        driver.run();
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(Spte.FROZEN);
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED).get(0).c()).isEqualTo(leaf | 1L << 9);
    }

    private boolean isAt(String place) {
        return callers.get(0).where().contains(place);
    }

    private void remove(int root, int level, long base) {
        start(() ->
                new UnderLock(vm.kvm, Grant.Mode.READ, lock -> new HandleRemovedPt(vm.kvm, lock, root, level, base)));
    }

    private enum Entry {
        EMPTY,
        LEAF,
        MMIO,
        FROZEN
    }

    @ParameterizedTest
    @EnumSource(Entry.class)
    void everyEntryOfARemovedTableEndsFrozen(Entry entry) {
        vm = vm(VmType.DEFAULT_VM);
        remove(direct(), 1, 0);
        long word = vm.direct(1, SHARED);
        long old = switch (entry) {
            case EMPTY -> Spte.NONPRESENT;
            case LEAF -> MakeSpte.leaf(0x5000, new MakeSpte.Leaf(true, false, false, false));
            case MMIO -> MakeSpte.mmio(SHARED, vm.kvm.type().mmioValue(), 0);
            case FROZEN -> Spte.FROZEN;
        };
        driver.poke(word, old);
        if (entry == Entry.FROZEN) {
            runUntil(() -> isAt("handle_removed_pt.EXCHANGE"));
            for (int i = 0; i < 20; i++) {
                driver.deliver(ZAPPER, ZAPPER);
            }
            assertThat(callers.get(0).isDone()).as("waits for whoever holds it").isFalse();
            driver.poke(word, Spte.NONPRESENT);
        }
        driver.run();
        assertThat(driver.value(word)).isEqualTo(Spte.FROZEN);
        long before = entry == Entry.FROZEN ? Spte.NONPRESENT : old;
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED))
                .filteredOn(told -> told.a() == SHARED)
                .extracting(HandDriver.Told::c)
                .containsExactly(before);
        assertAtRest();
    }

    /** A writer of mmu_lock meets nobody, and nobody fills an entry that is empty. */
    @ParameterizedTest
    @EnumSource(
            value = VmType.class,
            names = {"DEFAULT_VM", "TDX_VM"})
    void aWriterFreezesWhatIsPresentAlone(VmType type) {
        vm = vm(type);
        int root = type.hasMirror() ? vm.kvm.firstMirrorRoot() : direct();
        start(() -> new UnderLock(vm.kvm, Grant.Mode.WRITE, lock -> new HandleRemovedPt(vm.kvm, lock, root, 1, 0)));
        long leaf = type.hasMirror() ? mapPrivate(GFN) : mapShared(GFN);
        driver.run();
        assertThat(driver.value(vm.kvm.tables().word(root, 1, GFN))).isEqualTo(Spte.FROZEN);
        assertThat(driver.value(vm.kvm.tables().word(root, 1, GFN + 1))).isEqualTo(Spte.NONPRESENT);
        assertThat(told(Event.KVM_TDP_MMU_SPTE_CHANGED))
                .extracting(HandDriver.Told::c)
                .containsExactly(leaf);
    }

    @Test
    void aTableBelowARemovedOneIsRemovedToo() {
        vm = vm(VmType.DEFAULT_VM);
        remove(direct(), 2, 0);
        mapShared(SHARED);
        driver.run();
        assertThat(driver.events().stream().map(RootZapTransitionTest::pass).filter(text -> text.startsWith("page")))
                .containsExactly("page 2:0", "page 1:0");
        assertThat(driver.value(vm.direct(1, SHARED))).isEqualTo(Spte.FROZEN);
    }

    @Test
    void aTableOfAMirrorIsNotRemovedUnderTheReadLock() {
        remove(vm.kvm.firstMirrorRoot(), 1, 0);
        mapPrivate(GFN);
        driver.run();
        assertThat(story()).contains("bug_on MIRROR_TABLE_REMOVED_SHARED");
    }

    private void put(Function<Grant, Procedure> put) {
        start(() -> new UnderLock(vm.kvm, Grant.Mode.READ, put));
    }

    @ParameterizedTest(name = "{0} references, invalid: {1}")
    @CsvSource({"2, false, true, false", "2, true, true, false", "1, true, false, false", "1, false, false, true"})
    void everyPut(long references, boolean isInvalid, boolean isListed, boolean isBug) {
        put(lock -> new TdpMmuPutRoot(vm.kvm, lock, direct()));
        driver.poke(vm.kvm.roots().references(direct()), references);
        long role = vm.kvm.roots().role(direct());
        driver.poke(role, driver.value(role) | (isInvalid ? Role.INVALID : 0));
        driver.run();
        assertThat(references(direct())).isEqualTo(references - 1);
        assertThat(RootList.contains(list(), direct())).isEqualTo(isListed);
        assertThat(story().contains("bug_on VALID_ROOT_PUT")).isEqualTo(isBug);
        assertAtRest();
    }

    @Test
    void aScheduledRootThatIsValidIsABug() {
        start(() -> new UnderLock(
                vm.kvm.slotsLock(),
                Grant.Mode.WRITE,
                lock -> new TdpMmuZapInvalidatedRoots(vm.kvm, lock, Grant.Mode.READ)));
        driver.poke(vm.kvm.roots().scheduled(direct()), 1);
        driver.run();
        assertThat(story()).contains("bug_on VALID_ROOT_SCHEDULED");
    }

    @Test
    void everyScheduledRootIsZappedInOneWalkOfTheList() {
        vm = vm(VmType.DEFAULT_VM);
        start(() -> new UnderLock(
                vm.kvm.slotsLock(),
                Grant.Mode.WRITE,
                lock -> new TdpMmuZapInvalidatedRoots(vm.kvm, lock, Grant.Mode.READ)));
        driver.poke(vm.kvm.roots().list(), RootList.insert(RootList.insert(list(), 1), 2));
        for (int root : new int[] {0, 2}) {
            long role = vm.kvm.roots().role(root);
            driver.poke(role, driver.value(role) | Role.INVALID);
            driver.poke(vm.kvm.roots().scheduled(root), 1);
            driver.poke(vm.kvm.roots().references(root), 2);
            mapShared(root, SHARED);
        }
        mapShared(1, SHARED);
        driver.run();
        assertThat(driver.value(vm.kvm.tables().word(0, 4, SHARED))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.kvm.tables().word(2, 4, SHARED))).isEqualTo(Spte.NONPRESENT);
        assertThat(driver.value(vm.kvm.tables().word(1, 4, SHARED))).isNotEqualTo(Spte.NONPRESENT);
        assertThat(List.of(references(0), references(1), references(2))).containsExactly(1L, 2L, 1L);
        assertAtRest();
    }
}
