package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.GFN;
import static dev.seamstress.core.TestVm.MMU;
import static dev.seamstress.core.TestVm.READONLY;
import static dev.seamstress.core.TestVm.SHARED;
import static dev.seamstress.core.TestVm.TDX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seamstress.core.Explorer;
import dev.seamstress.core.FakeTdx;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.vm.Tlb;
import dev.seamstress.core.vm.VcpuRequest;
import dev.seamstress.core.vm.VmType;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: what a processor caches, for how long a guest can use it, and what makes it forget. */
class VcpuTlbTest extends VcpuRig {
    private static final Tlb.Side PRIVATE = Tlb.Side.PRIVATE;
    private static final Tlb.Side DIRECT = Tlb.Side.SHARED;
    private static final long RWX = 7;

    /** Which side of the coin arrives first. */
    private enum Fate {
        CACHED,
        EVICTED
    }

    @BeforeEach
    void makeAVmInWhichEntriesCanBeZapped() {
        vm = TestVm.zapped(VmType.TDX_VM, KernelModel.of(KernelVariant.KVM_6_19), 1);
        vm.tdx.flushesAtEntry(false);
    }

    private long cached(long gfn, Tlb.Side side) {
        return driver.value(vcpu.mmu().tlb().word(gfn, side));
    }

    private long privatePage() {
        return vm.kvm.hostPages().gmemPfn(GFN);
    }

    private long sharedPage() {
        return vm.kvm.hostPages().sharedPfn(SHARED);
    }

    private long content(long pfn) {
        return driver.value(vm.kvm.hostPages().contentWord(pfn));
    }

    /** Up to the choice whether a translation is still there, which then falls. */
    private void decide(Fate fate) {
        runTo("guest_access.EVICTION");
        int first = fate == Fate.CACHED ? FIRST : MMU;
        driver.deliver(first, FIRST);
        assertThat(isAt("guest_access.EVICTED"))
                .as("one message is still to come")
                .isTrue();
        driver.deliver(first == FIRST ? MMU : FIRST, FIRST);
    }

    // Filling.

    @Test
    void aHitOfTheModuleIsCached() {
        start(on(Kind.ACCEPT, GFN), on(Kind.READ, GFN));
        driver.run();
        assertThat(cached(GFN, PRIVATE)).isEqualTo(privatePage() << 12 | RWX);
        assertThat(cached(GFN, DIRECT)).isZero();
        assertThat(all(Event.TLB_FILLED)).singleElement().satisfies(filled -> {
            assertThat(filled.a()).isEqualTo(GFN);
            assertThat(filled.b()).isEqualTo(PRIVATE.ordinal());
            assertThat(filled.c()).isEqualTo(privatePage());
        });
    }

    @Test
    void acceptingAPageCachesNothing() {
        start(on(Kind.ACCEPT, GFN));
        driver.run();
        assertThat(all(Event.TLB_FILLED)).isEmpty();
    }

    @Test
    void aWalkOfTheDirectRootIsCached() {
        start(shared(Kind.WRITE, SHARED));
        driver.run();
        assertThat(cached(SHARED, DIRECT)).isEqualTo(sharedPage() << 12 | RWX);
        assertThat(cached(SHARED, PRIVATE)).isZero();
    }

    @Test
    void aVmThatIsNoTdHasOneSide() {
        vm = TestVm.zapped(VmType.DEFAULT_VM, KernelModel.of(KernelVariant.KVM_6_19), 1);
        start(on(Kind.WRITE, SHARED));
        driver.run();
        assertThat(cached(SHARED, DIRECT)).isEqualTo(sharedPage() << 12 | RWX);
    }

    @Test
    void whatTheLeafForbidsIsNotCachedAsAllowed() {
        vm = TestVm.zapped(VmType.DEFAULT_VM, KernelModel.of(KernelVariant.KVM_6_19), 1);
        start(on(Kind.READ, READONLY), on(Kind.WRITE, READONLY));
        driver.run();
        assertThat(cached(READONLY, DIRECT) & RWX).isEqualTo(5);
        assertThat(results()).containsExactly(OpResult.OK, OpResult.MMIO);
        assertThat(all(Event.KVM_PAGE_FAULT)).as("the write walks, and faults").hasSize(2);
    }

    @Test
    void aHugeLeafIsWalkedByTheProcessor() {
        vm = TestVm.zapped(VmType.DEFAULT_VM, KernelModel.of(KernelVariant.KVM_6_19), 1);
        start(on(Kind.WRITE, SHARED), on(Kind.WRITE, SHARED));
        runTo("guest_access.EVICTION");
        long firstOfPage = sharedPage() - (SHARED & 0x1ff);
        driver.poke(vm.direct(2, SHARED), firstOfPage << 12 | Spte.MMU_PRESENT | Spte.PAGE_SIZE | Spte.RWX);
        decide(Fate.EVICTED);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(all(Event.KVM_PAGE_FAULT)).hasSize(1);
        assertThat(content(sharedPage())).isEqualTo(contents(1));
    }

    // Use.

    @ParameterizedTest
    @CsvSource({"CACHED, false", "EVICTED, true"})
    void theModuleIsAskedAgainOnlyIfTheTranslationIsGone(Fate fate, boolean isAsked) {
        start(on(Kind.ACCEPT, GFN), on(Kind.READ, GFN), on(Kind.READ, GFN));
        decide(fate);
        assertThat(driver.isEnabled(FIRST, TDX)).isEqualTo(isAsked);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(all(Event.GUEST_ACCESS)).hasSize(2);
    }

    /** The entry goes, as a zap would take it, and nobody flushes. */
    @ParameterizedTest
    @CsvSource({"CACHED, 1", "EVICTED, 2"})
    void aStaleTranslationMayBeUsed(Fate fate, int faults) {
        start(shared(Kind.WRITE, SHARED), shared(Kind.WRITE, SHARED), shared(Kind.READ, SHARED));
        runTo("guest_access.EVICTION");
        long leaf = vm.direct(1, SHARED);
        driver.poke(leaf, Spte.NONPRESENT);
        decide(fate);
        while (all(Event.GUEST_ACCESS).size() < 2) {
            deliverNext();
        }
        assertThat(all(Event.KVM_PAGE_FAULT)).hasSize(faults);
        assertThat(Spte.isPresent(driver.value(leaf))).isEqualTo(fate == Fate.EVICTED);
        assertThat(content(sharedPage())).as("the old page is written").isEqualTo(contents(1));
    }

    @Test
    void aStalePrivateTranslationMayBeUsed() {
        start(on(Kind.ACCEPT, GFN), on(Kind.WRITE, GFN), on(Kind.WRITE, GFN));
        runTo("guest_access.EVICTION");
        vm.tdx.unlink(GFN, 0);
        decide(Fate.CACHED);
        driver.run();
        assertThat(results()).containsOnly(OpResult.OK);
        assertThat(content(privatePage())).isEqualTo(contents(1)).isNotEqualTo(contents(0));
    }

    /** Every order of the two messages, and whatever else is in flight: none is left over. */
    @Test
    void noCoinIsLeft() {
        start(shared(Kind.WRITE, SHARED), shared(Kind.WRITE, SHARED), shared(Kind.READ, SHARED));
        TreeSet<String> places = new TreeSet<>();
        new Explorer(driver).explore(2_000, () -> places.add(vcpu.where()), () -> {
            assertThat(vcpu.isDone()).isTrue();
            assertThat(results()).containsOnly(OpResult.OK);
        });
        assertThat(places).anyMatch(place -> place.contains("guest_access.EVICTED"));
    }

    // Forgetting.

    private void requestFlush() {
        driver.poke(vcpu.mmu().words().request(VcpuRequest.TLB_FLUSH), 1);
    }

    private List<Long> flushed() {
        return driver.events(Event.TLB_FLUSHED);
    }

    /** The script up to userspace, with a translation of each side cached. */
    private void fillBothAndLeave(KernelModel model) {
        vm = TestVm.zapped(VmType.TDX_VM, model, 1);
        vm.tdx.flushesAtEntry(false);
        start(
                on(Kind.ACCEPT, GFN),
                on(Kind.READ, GFN),
                shared(Kind.READ, SHARED),
                plain(Kind.ENTER),
                plain(Kind.ENTER));
        while (all(Event.OPERATION_END).size() < 4) {
            deliverNext();
        }
        assertThat(vcpu.isInGuest()).isFalse();
        assertThat(cached(GFN, PRIVATE)).isNotZero();
        assertThat(cached(SHARED, DIRECT)).isNotZero();
        assertThat(flushed()).isEmpty();
    }

    @Test
    void aRequestFlushesBothSides() {
        fillBothAndLeave(KernelModel.of(KernelVariant.KVM_6_19));
        requestFlush();
        driver.run();
        assertThat(flushed()).containsExactly((long) PRIVATE.ordinal(), (long) DIRECT.ordinal());
        assertThat(cached(GFN, PRIVATE)).isZero();
        assertThat(cached(SHARED, DIRECT)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anEntryFlushesThePrivateSideIfTheModuleSaysSo(boolean isFlushed) {
        fillBothAndLeave(KernelModel.of(KernelVariant.KVM_6_19));
        vm.tdx.flushesAtEntry(isFlushed);
        driver.run();
        assertThat(flushed()).isEqualTo(isFlushed ? List.of((long) PRIVATE.ordinal()) : List.of());
        assertThat(cached(GFN, PRIVATE) == 0).isEqualTo(isFlushed);
        assertThat(cached(SHARED, DIRECT)).isNotZero();
    }

    @Test
    void forgettingNothingSaysNothing() {
        vm.tdx.flushesAtEntry(true);
        start(plain(Kind.ENTER));
        requestFlush();
        driver.run();
        assertThat(flushed()).isEmpty();
    }

    @ParameterizedTest(name = "{0}, refused {1}: flushed {2}")
    @CsvSource({"'', false, true", "'', true, true", "x22, false, true", "x22, true, false"})
    void aRefusedEntryLosesTheFlushOnlyIfItCountedAsDone(String planted, boolean isRefused, boolean isFlushed) {
        List<String> changes = planted.isEmpty() ? List.of() : List.of(Mutation.X22_FLUSH_DONE_AT_BEGIN.id());
        fillBothAndLeave(KernelModel.of(KernelVariant.KVM_6_19, changes));
        requestFlush();
        if (isRefused) {
            vm.tdx.script(FakeTdx.BUSY);
        }
        driver.run();
        assertThat(cached(SHARED, DIRECT) == 0).isEqualTo(isFlushed);
        assertThat(driver.value(vcpu.mmu().words().request(VcpuRequest.TLB_FLUSH)))
                .isZero();
    }

    @Test
    void whereNobodyZapsNothingIsCached() {
        vm = TestVm.kicked(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
        start(on(Kind.ACCEPT, GFN), on(Kind.READ, GFN), on(Kind.READ, GFN));
        driver.run();
        assertThat(told(Event.TLB_FILLED, Event.TLB_FLUSHED)).isEmpty();
        assertThat(vm.kvm.tlbs()).containsOnly(Tlb.NONE);
    }
}
