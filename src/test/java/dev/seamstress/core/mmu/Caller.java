package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.Grant;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import java.util.function.Function;
import java.util.function.Supplier;

/** A thread that calls one kernel function for a vCPU and keeps its result. */
final class Caller extends KernelThread {
    private final VcpuMmu vcpu;
    private final Supplier<Procedure> callee;
    private long returned = Long.MIN_VALUE;

    Caller(int id, VcpuMmu vcpu, Supplier<Procedure> callee) {
        super(id, "caller" + id);
        this.vcpu = vcpu;
        this.callee = callee;
    }

    /** A caller that holds mmu_lock for read around the call. */
    static Caller underReadLock(int id, Kvm kvm, VcpuMmu vcpu, Function<Grant, Procedure> callee) {
        return new Caller(id, vcpu, () -> new UnderLock(kvm, Grant.Mode.READ, callee));
    }

    /** What the function returned. */
    long returned() {
        return returned;
    }

    @Override
    protected Procedure main() {
        return new Outermost();
    }

    @Override
    protected void threadFields(Fields f) {
        vcpu.fields(f);
        returned = f.word("returned", returned);
    }

    private final class Outermost extends Procedure {
        private static final Kind KIND = Kind.of("outermost");

        Outermost() {
            super(At.CALL);
        }

        private enum At implements Step {
            CALL,
            CALLED;

            @Override
            public Access access() {
                return Access.LOCAL;
            }
        }

        @Override
        protected Go run(KernelThread t, Fx fx) {
            return switch ((At) at()) {
                case CALL -> call(t, callee.get(), At.CALLED);
                case CALLED -> {
                    returned = t.takeResult();
                    yield ret(t, 0);
                }
            };
        }

        @Override
        public Kind kind() {
            return KIND;
        }

        @Override
        protected Step[] steps() {
            return At.values();
        }

        @Override
        protected void locals(Fields f) {}
    }
}
