package dev.seamstress.core.thread;

import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.mmu.Kvm;

/** A thread that runs a column of a scenario. */
public abstract class ColumnThread extends KernelThread {
    private final Kvm kvm;
    private final Program program;
    private final Results results;

    ColumnThread(int id, String name, Kvm kvm, Program program, Results results) {
        super(id, name);
        this.kvm = kvm;
        this.program = program;
        this.results = results;
    }

    @Override
    protected final Procedure main() {
        return new Column(this);
    }

    /** The procedure that does {@code op}, the instruction at {@code pc}; it returns an {@link OpResult}. */
    abstract Procedure procedure(ThreadOp op, int pc);

    /** What runs when the column is over; null for nothing. */
    abstract Procedure ending();

    final Kvm kvm() {
        return kvm;
    }

    public final Program program() {
        return program;
    }

    public final Results results() {
        return results;
    }
}
