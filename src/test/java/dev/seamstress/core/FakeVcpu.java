package dev.seamstress.core;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Machine;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.vm.Ipi;
import dev.seamstress.core.vm.VcpuMode;
import dev.seamstress.core.vm.VcpuWords;

/** A stand-in for a vCPU's thread: when it is called it leaves the guest, and says so. */
public final class FakeVcpu extends Machine {
    private final VcpuWords words;
    private int called;

    public FakeVcpu(int id, VcpuWords words) {
        super(id, "vcpu" + id);
        this.words = words;
    }

    /** How often it was called. */
    public int called() {
        return called;
    }

    @Override
    public void on(int from, Message message, Fx fx) {
        if (message == Ipi.CALL) {
            called++;
            fx.write(words.mode(), VcpuMode.OUTSIDE_GUEST_MODE.ordinal());
            fx.send(from, Ipi.DONE);
        }
    }

    @Override
    public void fields(Fields f) {
        called = f.count("called", called);
    }
}
