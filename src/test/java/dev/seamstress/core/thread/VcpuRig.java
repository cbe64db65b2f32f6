package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.core.thread.Program.Op;
import dev.seamstress.core.thread.Program.Row;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One vCPU of a small VM, others beside it, and what its script leaves. */
abstract class VcpuRig {
    private static final Set<OpResult> EVERYTHING = EnumSet.allOf(OpResult.class);
    /** The id of the first machine after the vCPU. */
    static final int OTHER = FIRST + 1;

    TestVm vm = TestVm.loaded(VmType.TDX_VM, KernelVariant.KVM_6_19, 1);
    Program.OnFault onFault = Program.OnFault.STOP;
    HandDriver driver;
    Vcpu vcpu;

    static GuestOp on(Kind kind, long gfn) {
        return GuestOp.of(kind, gfn, Side.PRIVATE);
    }

    static GuestOp shared(Kind kind, long gfn) {
        return GuestOp.of(kind, gfn, Side.SHARED);
    }

    static GuestOp plain(Kind kind) {
        return GuestOp.of(kind, 0, Side.PRIVATE);
    }

    static ConvertOp convert(long gfn, long pages, Side to) {
        return new ConvertOp(GfnRange.of(gfn, pages), to);
    }

    static Program program(Program.OnFault onFault, List<ThreadOp> ops) {
        List<Row> rows = new ArrayList<>();
        for (ThreadOp op : ops) {
            rows.add(new Row(rows.size(), EVERYTHING, new Op(op)));
        }
        return new Program(rows, onFault);
    }

    void start(ThreadOp... ops) {
        start(List.of(ops), List.of());
    }

    /** The vCPU and, from id {@link #OTHER} on, other machines. */
    void start(List<ThreadOp> ops, List<? extends Machine> others) {
        Results results = Results.add(vm.map, FIRST, ops.size());
        vcpu = new Vcpu(FIRST, vm.kvm, vm.vcpus.get(0), program(onFault, ops), results, vm.residence);
        List<Machine> threads = new ArrayList<>();
        threads.add(vcpu);
        threads.addAll(others);
        driver = vm.driver(threads);
    }

    /** A thread of userspace that does {@code ops}, the first machine after the vCPU. */
    HostThread host(ThreadOp... ops) {
        Results results = Results.add(vm.map, OTHER, ops.length);
        return new HostThread(OTHER, "VMM", vm.kvm, program(Program.OnFault.STOP, List.of(ops)), results);
    }

    List<OpResult> run(ThreadOp... ops) {
        start(ops);
        driver.run();
        return results();
    }

    /** Delivers the vCPU's steps and all that they lead to, until it is at {@code step} of a procedure. */
    void runTo(String step) {
        for (int i = 0; i < 10_000; i++) {
            if (isAt(step)) {
                return;
            }
            deliverNext();
        }
        throw new AssertionError("never at " + step);
    }

    /** True if the vCPU's innermost procedure is at that step. */
    boolean isAt(String step) {
        return vcpu.where().endsWith(step + "]");
    }

    /** One delivery that is not between the vCPU and the first other machine. */
    void deliverNext() {
        int[] next = driver.enabled().stream()
                .filter(pair -> pair[0] != OTHER && pair[1] != OTHER)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing left at " + vcpu.where()));
        driver.deliver(next[0], next[1]);
    }

    List<OpResult> results() {
        return results(vcpu);
    }

    List<OpResult> results(ColumnThread thread) {
        List<OpResult> all = new ArrayList<>();
        for (int row = 0; row < thread.program().rows().size(); row++) {
            long result = driver.value(thread.results().row(row));
            all.add(OpResult.of(result - 1));
        }
        return all;
    }

    List<Event> told(Event... kinds) {
        List<Event> wanted = List.of(kinds);
        return driver.events().stream()
                .map(HandDriver.Told::event)
                .filter(wanted::contains)
                .toList();
    }

    /** The events of one kind. */
    List<HandDriver.Told> all(Event kind) {
        return driver.events().stream().filter(e -> e.event() == kind).toList();
    }

    long contents(int index) {
        return all(Event.GUEST_ACCESS).get(index).d();
    }

    VcpuMode mode() {
        return VcpuMode.values()[(int) driver.value(vcpu.mmu().words().mode())];
    }
}
