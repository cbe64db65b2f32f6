package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.GmemFileOps;
import dev.seamstress.core.mmu.Kvm;

/**
 * A {@link GmemOp}. Returns {@link OpResult#OK}, or {@link OpResult#FAILED} if the file is closed, or if the host
 * touches memory that has failed.
 *
 * <p>Source: fs/open.c, vfs_fallocate(); it is a call of the file, so it works on a dead VM too.
 */
final class GmemCall extends Procedure {
    private static final Kind KIND = Kind.of("gmem_call");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final GmemOp op;

    GmemCall(Kvm kvm, GmemOp op) {
        super(At.CALL);
        this.kvm = kvm;
        this.op = op;
    }

    private enum At implements Step {
        CALL,
        RETURNED;

        @Override
        public Access access() {
            return Access.LOCAL;
        }
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case CALL -> call(t, procedure(), At.RETURNED);
            case RETURNED -> ret(t, (t.takeResult() == 0 ? OpResult.OK : OpResult.FAILED).ordinal());
        };
    }

    private Procedure procedure() {
        return switch (op.kind()) {
            case PUNCH -> GmemFileOps.punch(kvm, op.range());
            case RELEASE -> GmemFileOps.release(kvm);
            case POISON -> GmemFileOps.poison(kvm, op.range().start().value());
            case HOSTTOUCH -> GmemFileOps.hostTouch(kvm, op.range());
        };
    }

    @Override
    public Kind kind() {
        return KIND;
    }

    @Override
    protected Step[] steps() {
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {}
}
