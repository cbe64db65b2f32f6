package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.mmu.Kvm;

/** A thread that runs a column of a scenario. */
public abstract class ColumnThread extends KernelThread {
    private final Kvm kvm;
    private final Program program;
    private final Results results;
    private boolean isResting;
    private boolean isResumed;

    ColumnThread(int id, String name, Kvm kvm, Program program, Results results) {
        super(id, name);
        this.kvm = kvm;
        this.program = program;
        this.results = results;
    }

    @Override
    protected final Procedure main() {
        return program.isFed() ? new FedColumn(this) : new Column(this);
    }

    /** The procedure that does {@code op}, the instruction at {@code pc}; it returns an {@link OpResult}. */
    final Procedure procedure(ThreadOp op, int pc) {
        return op instanceof WaitOp wait ? new AwaitScript(this, wait) : ownProcedure(op, pc);
    }

    /** As {@link #procedure}, for all operations but waiting. */
    abstract Procedure ownProcedure(ThreadOp op, int pc);

    /** What takes pending interrupts, between two operations; null if the thread has none to take. */
    Procedure takingInterrupts() {
        return null;
    }

    /** True if the thread cannot go on: its column stops, whatever the script allows. */
    boolean isGivenUp() {
        return false;
    }

    /** The script's answer, or an offer, may come while the thread does something else. */
    @Override
    protected boolean interrupt(int from, Message message, Fx fx) {
        if (message instanceof Feed.Offer offer && !isResting) {
            inside(FedColumn.class).keep(offer.number());
            return true;
        }
        if (message != Script.Resume.RESUME || isResting) {
            return false;
        }
        isResumed = true;
        return true;
    }

    /** True while the thread waits for the script and for nothing else. */
    final boolean isResting() {
        return isResting;
    }

    final void setResting(boolean isNow) {
        isResting = isNow;
    }

    /** True if the script's answer has come while the thread did something else; it is then forgotten. */
    final boolean takeResumed() {
        boolean wasResumed = isResumed;
        isResumed = false;
        return wasResumed;
    }

    @Override
    protected void threadFields(Fields f) {
        isResting = f.flag("resting", isResting);
        isResumed = f.flag("resumed", isResumed);
    }

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
