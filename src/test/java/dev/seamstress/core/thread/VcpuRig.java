package dev.seamstress.core.thread;

import static dev.seamstress.core.TestVm.FIRST;

import dev.seamstress.core.HandDriver;
import dev.seamstress.core.TestVm;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.model.KernelVariant;
import dev.seamstress.core.thread.GuestOp.Kind;
import dev.seamstress.core.thread.GuestOp.Side;
import dev.seamstress.core.thread.Program.Op;
import dev.seamstress.core.thread.Program.Row;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VmType;
import java.util.ArrayList;
import java.util.List;

/** One vCPU of a small VM, and what its script leaves. */
abstract class VcpuRig {
    private static final long EVERYTHING = -1;

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

    void start(GuestOp... ops) {
        List<Row> rows = new ArrayList<>();
        for (GuestOp op : ops) {
            rows.add(new Row(rows.size(), EVERYTHING, new Op(op)));
        }
        Results results = Results.add(vm.map, FIRST, rows.size());
        vcpu = new Vcpu(FIRST, vm.kvm, vm.vcpus.get(0), new Program(rows, onFault), results, vm.residence);
        driver = vm.driver(List.of(vcpu));
    }

    List<OpResult> run(GuestOp... ops) {
        start(ops);
        driver.run();
        return results();
    }

    List<OpResult> results() {
        List<OpResult> all = new ArrayList<>();
        for (int row = 0; row < vcpu.program().rows().size(); row++) {
            long result = driver.value(vcpu.results().row(row));
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

    long contents(int index) {
        return driver.events().stream()
                .filter(e -> e.event() == Event.GUEST_ACCESS)
                .toList()
                .get(index)
                .d();
    }

    VcpuMode mode() {
        return VcpuMode.values()[(int) driver.value(vcpu.mmu().words().mode())];
    }
}
