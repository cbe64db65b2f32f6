package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Message;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Moment;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Token;
import dev.seamstress.core.mmu.Footprint;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.VcpuMmu;
import dev.seamstress.core.tdx.Residence;
import dev.seamstress.core.vm.Ipi;

/**
 * A vCPU: the thread that runs its guest program, the KVM_RUN loop under it, and the userspace around it.
 *
 * <p>It starts outside guest mode, enters when its first guest operation needs it, and stays in the guest between
 * operations. While the guest runs, the thread's procedures are the guest's; an exit is a call of {@link VcpuRun},
 * which returns when the guest runs again.
 *
 * <p>An interrupt makes it leave the guest between two instructions, and KVM enters again; see {@link VcpuInterrupts}.
 * After its last row an interrupt makes it leave the guest, and it leaves KVM_RUN.
 */
public final class Vcpu extends ColumnThread {
    private final VcpuMmu mmu;
    private final Residence residence;
    private final VcpuInterrupts interrupts = new VcpuInterrupts();
    private final MapGpa mapGpa = new MapGpa();
    private final VpFlusher flusher = new VpFlusher();
    private final VcpuMutex mutex;
    private boolean isInGuest;
    private boolean isFlushOwed;
    private boolean isProgress;
    private boolean isGivenUp;
    private int epochParity;

    /**
     * A vCPU outside guest mode.
     *
     * @param id the machine's id; the TDX module knows the vCPU by {@code mmu.number()}
     * @param residence the word of who is in the guest; null for a VM without a mirror
     */
    public Vcpu(int id, Kvm kvm, VcpuMmu mmu, Program program, Results results, Residence residence) {
        super(id, "P" + mmu.number(), kvm, program, results);
        this.mmu = mmu;
        this.residence = residence;
        this.mutex = new VcpuMutex(kvm, mmu);
    }

    @Override
    Procedure ownProcedure(ThreadOp op, int pc) {
        if (op instanceof ConvertOp convert) {
            return new GuestMapGpa(this, convert);
        }
        if (op instanceof ZapTriggerOp trigger) {
            return new ZapNothing(kvm(), trigger.trigger());
        }
        if (!(op instanceof GuestOp guest)) {
            throw new ModelBug(this + " cannot do " + op);
        }
        return switch (guest.kind()) {
            case FAULT, READ, WRITE, EXEC -> new GuestAccess(this, guest, Token.of(mmu.number(), pc));
            case ACCEPT -> new GuestAccept(this, guest);
            case LOAD -> new GuestEnter(this, VcpuRun.Until.LOADED);
            case ENTER -> new GuestEnter(this, VcpuRun.Until.ENTERED);
            case RESETCTX -> new GuestResetContext(this);
        };
    }

    /** A vCPU whose column is over leaves the guest before it is done or stopped. */
    @Override
    Procedure ending() {
        return kvm().footprint().has(Footprint.Can.DESTROY) ? new CloseVcpu(this) : leaving();
    }

    private Procedure leaving() {
        return new GuestLeave(this, VcpuRun.Until.LEFT);
    }

    @Override
    protected boolean interrupt(int from, Message message, Fx fx) {
        if (flusher.take(from, message, kvm().tdx(), mmu.number(), fx)) {
            return true;
        }
        if (!(message instanceof Ipi ipi) || ipi == Ipi.DONE) {
            return super.interrupt(from, message, fx);
        }
        interrupts.take(from, ipi, fx);
        return !isResting() || !interrupts.isPending();
    }

    /**
     * On the way into the guest an interrupt only becomes pending, and nobody looks whether one is until the guest
     * could run, or the entry is given up and interrupts are on again.
     */
    @Override
    public Moment moment(Message message) {
        if (!(message instanceof Ipi ipi) || ipi == Ipi.DONE) {
            return super.moment(message);
        }
        return interrupts.isOff() && inside(VcpuEnterGuest.class) != null ? Moment.LATER : Moment.ANY;
    }

    @Override
    Procedure takingInterrupts() {
        return isInGuest && !isAtInstruction() ? new GuestRun(this) : null;
    }

    /** True if it is at an instruction of the guest, and no interrupt can keep it from that: nothing is left to do. */
    boolean isAtInstruction() {
        return isInGuest && !kvm().footprint().hasKicks() && !interrupts.isPending();
    }

    /** The interrupts of the processor that it runs on. */
    VcpuInterrupts interrupts() {
        return interrupts;
    }

    /** The guest's call to convert memory. */
    MapGpa mapGpa() {
        return mapGpa;
    }

    /** {@code vcpu->mutex}. */
    VcpuMutex mutex() {
        return mutex;
    }

    /** What the vCPU has of the MMU. */
    public VcpuMmu mmu() {
        return mmu;
    }

    /** True while the guest runs: from VP.ENTER's success to the exit. */
    public boolean isInGuest() {
        return isInGuest;
    }

    void setInGuest(boolean isNow) {
        isInGuest = isNow;
    }

    /**
     * A TD exit that the module has no part in: takes the vCPU out of the epoch's count and gives the TDR back. One
     * racy access. Source: td_exit.c, async_tdexit_to_vmm().
     */
    void tdExit(Fx fx) {
        fx.add(residence.word(), Residence.exitDelta(epochParity));
        epochParity = 0;
    }

    /** Which of the module's two counts the vCPU is in; means something in the guest of a TD only. */
    void setEpochParity(int parity) {
        epochParity = parity;
    }

    /** True if a request to flush was taken and the entry is to serve it; see {@link VcpuEnterGuest}. */
    public boolean isFlushOwed() {
        return isFlushOwed;
    }

    void setFlushOwed(boolean isNow) {
        isFlushOwed = isNow;
    }

    /** The guest gets on to another instruction. Where the module does not count faults at one, it is not noted. */
    void progress() {
        isProgress = kvm().footprint().isStepFiltered();
    }

    /** True if the guest has got on since the module was told last, and it is not told yet. */
    public boolean isProgress() {
        return isProgress;
    }

    /** As {@link #isProgress}; the module is told now. */
    boolean tellProgress() {
        boolean isTold = isProgress;
        isProgress = false;
        return isTold;
    }

    /** KVM_RUN has ended with an internal error. Assumed: userspace does not run the vCPU again. */
    void giveUp() {
        isGivenUp = true;
    }

    @Override
    boolean isGivenUp() {
        return isGivenUp;
    }

    @Override
    protected void threadFields(Fields f) {
        super.threadFields(f);
        mmu.fields(f);
        interrupts.fields(f);
        mapGpa.fields(f);
        if (kvm().footprint().has(Footprint.Can.DESTROY)) {
            flusher.fields(f);
        }
        mutex.fields(f);
        isFlushOwed = f.flag("flush owed", isFlushOwed);
        epochParity = f.count("epoch parity", epochParity);
        isInGuest = f.flag("in guest", isInGuest);
        if (kvm().footprint().isStepFiltered()) {
            isProgress = f.flag("progress", isProgress);
        }
        isGivenUp = f.flag("given up", isGivenUp);
    }
}
