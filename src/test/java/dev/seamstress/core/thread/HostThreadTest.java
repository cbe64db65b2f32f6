package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;
import static dev.seamstress.core.TestVm.HOLE;
import static dev.seamstress.core.TestVm.SHARED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seamstress.core.Explorer;
import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.lock.KernelLock;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.mmu.PageFaultHandler;
import dev.seamstress.core.mmu.Pferr;
import dev.seamstress.core.model.KernelModel;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.core.thread.NotifyOp.Kind;
import dev.seamstress.core.thread.Program.Op;
import dev.seamstress.core.thread.Program.Row;
import dev.seamstress.core.vm.Backing;
import dev.seamstress.core.vm.VmType;
import dev.seamstress.core.vm.VmWords;
import dev.seamstress.core.vm.VmWords.Invalidate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Threads of userspace and of the host: conversions by ioctl, and each way to change the host's own mapping.
 *
 * <p>About {@link Ioctl} and {@link ChangeHostMapping}, and what {@code FaultinPfn} makes of a mapping.
 */
class HostThreadTest {
    private static final Set<OpResult> EVERYTHING = EnumSet.allOf(OpResult.class);
    private static final long OLD = 0xdada;

    private TestVm vm = vm(VmType.TDX_VM);
    private final List<ColumnThread> threads = new ArrayList<>();
    private HandDriver driver;

    private static TestVm vm(VmType type, String... changes) {
        return TestVm.zapped(type, KernelModel.of(KernelVariant.KVM_6_19, List.of(changes)), 1);
    }

    private static Program program(ThreadOp... ops) {
        List<Row> rows = new ArrayList<>();
        for (ThreadOp op : ops) {
            rows.add(new Row(rows.size(), EVERYTHING, new Op(op)));
        }
        return new Program(rows, Program.OnFault.STOP);
    }

    private HostThread host(ThreadOp... ops) {
        int id = FIRST + threads.size();
        HostThread host = new HostThread(id, "H" + id, vm.kvm, program(ops), Results.add(vm.map, id, ops.length));
        threads.add(host);
        return host;
    }

    private Vcpu vcpu(ThreadOp... ops) {
        int id = FIRST + threads.size();
        Vcpu vcpu =
                new Vcpu(id, vm.kvm, vm.vcpus.get(0), program(ops), Results.add(vm.map, id, ops.length), vm.residence);
        threads.add(vcpu);
        return vcpu;
    }

    private void start() {
        List<Machine> machines = new ArrayList<>(threads);
        driver = vm.driver(machines);
        driver.poke(content(0), OLD);
    }

    private OpResult result(ColumnThread thread, int row) {
        return OpResult.of(driver.value(thread.results().row(row)) - 1);
    }

    private static NotifyOp notify(Kind kind) {
        return new NotifyOp(GfnRange.of(SHARED, 1), kind);
    }

    private static GuestOp shared(GuestOp.Kind kind) {
        return GuestOp.of(kind, SHARED, Side.SHARED);
    }

    private long backing() {
        return driver.value(vm.kvm.hostPages().backing(SHARED));
    }

    private long pfn(int frame) {
        return vm.kvm.hostPages().sharedPfn(SHARED, frame);
    }

    private long content(int frame) {
        return vm.kvm.hostPages().contentWord(pfn(frame));
    }

    private List<Event> told(Event... kinds) {
        return driver.events().stream()
                .map(HandDriver.Told::event)
                .filter(List.of(kinds)::contains)
                .toList();
    }

    private List<Long> freed() {
        return driver.events().stream()
                .filter(e -> e.event() == Event.PAGE_FREED)
                .map(HandDriver.Told::b)
                .toList();
    }

    // Conversions.

    @Test
    void aConversionIsAnIoctl() {
        HostThread host = host(
                new ConvertOp(GfnRange.of(SHARED, 2), Side.PRIVATE),
                new ConvertOp(GfnRange.of(SHARED, 1), Side.SHARED));
        start();
        driver.run();
        assertThat(result(host, 0)).isEqualTo(OpResult.OK);
        assertThat(result(host, 1)).isEqualTo(OpResult.OK);
        assertThat(driver.value(vm.kvm.words().invalidate(Invalidate.SEQ))).isEqualTo(2);
    }

    @Test
    void aVmWithoutPrivateMemoryRefusesIt() {
        vm = vm(VmType.DEFAULT_VM);
        HostThread host = host(new ConvertOp(GfnRange.of(SHARED, 1), Side.PRIVATE));
        start();
        driver.run();
        assertThat(result(host, 0)).isEqualTo(OpResult.EINVAL);
    }

    @Test
    void aDeadVmServesNoIoctl() {
        HostThread host = host(new ConvertOp(GfnRange.of(SHARED, 1), Side.PRIVATE));
        start();
        driver.poke(vm.kvm.words().dead(), VmWords.BUGGED);
        driver.run();
        assertThat(result(host, 0)).isEqualTo(OpResult.VMDEAD);
        assertThat(driver.events(Event.LOCK_REQUESTED)).isEmpty();
    }

    // The host's own mapping.

    @Test
    void madviseFreesThePageAndPutsAZeroedOneInItsPlace() {
        host(notify(Kind.MADVISE), notify(Kind.MADVISE));
        start();
        driver.poke(content(1), OLD);
        driver.run();
        assertThat(freed()).as("the two frames take turns").containsExactly(pfn(0), pfn(1));
        assertThat(backing()).isZero();
        assertThat(driver.value(content(0))).isZero();
        assertThat(driver.value(content(1))).isZero();
    }

    @Test
    void thePageIsFreedBetweenTheHalvesOfTheNotifier() {
        for (Kind kind : List.of(Kind.MADVISE, Kind.MIGRATE, Kind.MUNMAP)) {
            threads.clear();
            vm = vm(VmType.TDX_VM);
            host(notify(kind));
            start();
            driver.run();
            assertThat(told(
                            Event.KVM_UNMAP_HVA_RANGE,
                            Event.INVALIDATE_BEGIN,
                            Event.ZAP_END,
                            Event.PAGE_FREED,
                            Event.INVALIDATE_END))
                    .as("%s", kind)
                    .containsExactly(
                            Event.KVM_UNMAP_HVA_RANGE,
                            Event.INVALIDATE_BEGIN,
                            Event.ZAP_END,
                            Event.PAGE_FREED,
                            Event.INVALIDATE_END);
        }
    }

    @Test
    void migrateCopiesTheContentBeforeItFreesThePage() {
        host(notify(Kind.MIGRATE));
        start();
        driver.run();
        assertThat(freed()).containsExactly(pfn(0));
        assertThat(Backing.isWritable(backing())).isTrue();
        assertThat(vm.kvm.hostPages().sharedPfn(SHARED, backing())).isEqualTo(pfn(1));
        assertThat(driver.value(content(1))).isEqualTo(OLD);
    }

    @Test
    void munmapLeavesNothing() {
        Vcpu vcpu = vcpu(shared(GuestOp.Kind.READ));
        host(notify(Kind.MUNMAP), notify(Kind.MADVISE), notify(Kind.MUNMAP));
        start();
        driver.runWithout(vcpu.id());
        driver.run();
        assertThat(freed()).as("there is nothing to free twice").containsExactly(pfn(0));
        assertThat(Backing.isMapped(backing())).isFalse();
        assertThat(result(vcpu, 0)).isEqualTo(OpResult.MEMFAULT);
        assertThat(driver.events(Event.MEMORY_FAULT)).containsExactly(SHARED);
    }

    @Test
    void protectLeavesAPageThatCanBeReadOnly() {
        Vcpu vcpu = vcpu(shared(GuestOp.Kind.READ), shared(GuestOp.Kind.WRITE));
        host(notify(Kind.PROTECT));
        start();
        driver.runWithout(vcpu.id());
        driver.run();
        assertThat(freed()).isEmpty();
        assertThat(result(vcpu, 0)).isEqualTo(OpResult.OK);
        assertThat(result(vcpu, 1)).isEqualTo(OpResult.MEMFAULT);
        long leaf = driver.value(vm.direct(1, SHARED));
        assertThat(Spte.isLeaf(leaf, 1)).isTrue();
        assertThat(Spte.isWritable(leaf)).isFalse();
    }

    @Test
    void eachGfnOfTheRangeIsChanged() {
        host(new NotifyOp(GfnRange.of(SHARED, 3), Kind.MADVISE));
        start();
        driver.run();
        assertThat(driver.events(Event.PAGE_FREED)).containsExactly(SHARED, SHARED + 1, SHARED + 2);
        assertThat(driver.events(Event.INVALIDATE_BEGIN)).hasSize(1);
    }

    @Test
    void whatIsNoGuestMemoryIsChangedWithoutKvm() {
        HostThread host = host(new NotifyOp(GfnRange.of(HOLE, 1), Kind.MUNMAP));
        start();
        driver.run();
        assertThat(result(host, 0)).isEqualTo(OpResult.OK);
        assertThat(driver.events(Event.PAGE_FREED)).containsExactly(HOLE);
        assertThat(driver.events(Event.LOCK_REQUESTED)).doesNotContain((long) KernelLock.MMU_LOCK.number());
    }

    @Test
    void theGuestReadsTheNewPage() {
        GuestOp read = shared(GuestOp.Kind.READ);
        Vcpu vcpu = vcpu(shared(GuestOp.Kind.WRITE), read, read, read, read, read, read, read, read, read, read, read);
        HostThread host = host(notify(Kind.MADVISE));
        start();
        runThrough(vcpu.id(), Event.OPERATION_END);
        runFairly();
        List<HandDriver.Told> accesses = driver.events().stream()
                .filter(e -> e.event() == Event.GUEST_ACCESS)
                .toList();
        assertThat(accesses.get(0).d()).isNotZero();
        assertThat(accesses.get(accesses.size() - 1).d())
                .as("a read after the end")
                .isZero();
        assertThat(result(host, 0)).isEqualTo(OpResult.OK);
        assertThat(Spte.pfn(driver.value(vm.direct(1, SHARED)))).isEqualTo(pfn(1));
    }

    /** Delivers to one thread first, until it has told such an event. */
    private void runThrough(int id, Event until) {
        for (int i = 0; i < 1_000; i++) {
            if (driver.events().stream().anyMatch(e -> e.actor() == id && e.event() == until)) {
                return;
            }
            int[] next = driver.enabled().stream()
                    .filter(pair -> pair[1] == id || pair[0] == id)
                    .findFirst()
                    .orElseThrow();
            driver.deliver(next[0], next[1]);
        }
        throw new AssertionError("never");
    }

    /** Delivers from each channel in turn, so that nobody who waits in a loop keeps others from what it waits for. */
    private void runFairly() {
        for (int i = 0; !driver.enabled().isEmpty(); i++) {
            assertThat(i).isLessThan(10_000);
            List<int[]> enabled = driver.enabled();
            int[] next = enabled.get(i % enabled.size());
            driver.deliver(next[0], next[1]);
        }
    }

    // In every schedule.

    /** A vCPU's thread that handles one page fault. */
    private final class Fault extends KernelThread {
        Fault() {
            super(FIRST, "fault");
        }

        @Override
        protected Procedure main() {
            return new PageFaultHandler(vm.kvm, vm.vcpus.get(0), TestVm.sharedGpa(SHARED), Pferr.WRITE);
        }

        @Override
        protected void threadFields(Fields f) {
            vm.vcpus.get(0).fields(f);
        }
    }

    @Test
    void noScheduleLeavesTheGuestWithAPageThatWasFreed() {
        vcpu(shared(GuestOp.Kind.WRITE));
        for (Kind kind : List.of(Kind.MADVISE, Kind.MIGRATE, Kind.MUNMAP)) {
            assertThat(exploreAgainstAFault(kind)).isGreaterThan(400);
        }
    }

    @Test
    void aKernelThatIgnoresTheSequenceMapsAPageThatWasFreed() {
        assertThatThrownBy(() -> exploreAgainstAFault(Kind.MADVISE, "b15-seq-ignored"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("a freed page is mapped");
    }

    private int exploreAgainstAFault(Kind kind, String... changes) {
        vm = vm(VmType.TDX_VM, changes);
        int id = FIRST + 1;
        HostThread host = new HostThread(id, "H", vm.kvm, program(notify(kind)), Results.add(vm.map, id, 1));
        driver = vm.driver(List.of(new Fault(), host));
        return new Explorer(driver).explore(50_000, this::checkNoFreedPageIsMapped, this::checkNoFreedPageIsMapped);
    }

    /** From the moment a page is freed to the end of the notifier, and for ever after, no entry maps it. */
    private void checkNoFreedPageIsMapped() {
        if (!freed().isEmpty()) {
            long leaf = driver.value(vm.direct(1, SHARED));
            assertThat(Spte.isLeaf(leaf, 1) && Spte.pfn(leaf) == pfn(0))
                    .as("a freed page is mapped")
                    .isFalse();
        }
    }

    @Test
    void twoHostThreadsTakeTurnsAtOnePage() {
        host(notify(Kind.MADVISE));
        host(notify(Kind.MIGRATE));
        start();
        new Explorer(driver).explore(100_000, () -> {}, () -> {
            assertThat(freed()).containsExactly(pfn(0), pfn(1));
            assertThat(backing()).isZero();
            assertThat(driver.value(content(0))).as("dropped first or last").isZero();
        });
    }
}
