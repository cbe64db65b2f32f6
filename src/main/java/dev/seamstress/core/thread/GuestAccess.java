package dev.seamstress.core.thread;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Coin;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.ModelBug;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.Tdx.ExtendedQualification;
import dev.seamstress.core.vm.Tlb;

/**
 * The guest reads, writes or executes a page: the access itself, faulting until it retires. Returns an
 * {@link OpResult}.
 *
 * <p>The TDX module translates a private access of a TD; all others the processor does, one entry of the vCPU's direct
 * root a step. The content of a page is one word.
 *
 * <p>A translation that the processor has cached is used as it is, stale or not; or it has been evicted, which nobody
 * but the processor knows, and the access walks again.
 *
 * <p>{@code fault} ends after the first exit and the entry that follows. It draws a race whose access came before the
 * page did; so, assumed: if the page is already PENDING, the violation still reaches KVM as one on a FREE entry. If the
 * module's stepping filter does not let that entry through, it has been tried, and that is the end too.
 *
 * <p>Simplified: a cached translation that does not allow the access is as good as none; the processor sets no A and D
 * bits; a TD's access to an MMIO entry ends at once, in place of #VE and the TDVMCALL that the guest makes of it.
 */
final class GuestAccess extends Procedure {
    private static final Kind KIND = Kind.of("guest_access");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private final Kvm kvm;
    private final GuestOp op;
    private final long token;
    private int level;
    private long pfn;
    private long allowed;
    private boolean isPending;
    private boolean isCached;

    /** {@code token}: what a write leaves in memory. */
    GuestAccess(Vcpu vcpu, GuestOp op, long token) {
        super(At.ENTER);
        this.vcpu = vcpu;
        this.kvm = vcpu.kvm();
        this.op = op;
        this.token = token;
    }

    private enum At implements Step {
        ENTER(Access.LOCAL),
        ENTERED(Access.LOCAL),
        ACCESS(Access.LOCAL),
        EVICTION(Access.LOCAL),
        EVICTED(Access.LOCAL),
        TOUCHED(Access.LOCAL),
        WALK(Access.RACY),
        TD_EXIT(Access.RACY),
        CONTENT(Access.RACY),
        HANDLED(Access.LOCAL);

        private final Access access;

        At(Access access) {
            this.access = access;
        }

        @Override
        public Access access() {
            return access;
        }
    }

    @Override
    protected boolean isRacy(Fx fx) {
        return switch ((At) at()) {
            case WALK -> fx.isReachable(entry());
            case TD_EXIT -> true;
            case CONTENT -> fx.isReachable(kvm.hostPages().contentWord(pfn));
            case ENTER, ENTERED, ACCESS, EVICTION, EVICTED, TOUCHED, HANDLED -> false;
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case ENTER -> enter(t);
            case ENTERED -> entered(t);
            case ACCESS -> access(t, fx);
            case EVICTION -> eviction(t);
            case EVICTED -> evicted(fx);
            case TOUCHED -> touched(t, fx);
            case WALK -> walk(t, fx);
            case TD_EXIT -> tdExit(t, fx);
            case CONTENT -> content(t, fx);
            case HANDLED -> handled(t);
        };
    }

    private Go enter(KernelThread t) {
        return vcpu.isAtInstruction() ? go(At.ACCESS) : call(t, new GuestRun(vcpu, null, until()), At.ENTERED);
    }

    private Go entered(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        return end.isInGuest() ? go(At.ACCESS) : end(t, end.result());
    }

    private boolean isPrivate() {
        return kvm.type().hasMirror() && op.side() == GuestOp.Side.PRIVATE;
    }

    private Tlb.Side tlbSide() {
        return isPrivate() ? Tlb.Side.PRIVATE : Tlb.Side.SHARED;
    }

    private Go access(KernelThread t, Fx fx) {
        if (!Tlb.allows(translation(fx), op.kind().access())) {
            return translate(fx);
        }
        Coin.toss(fx, t.id(), kvm.mmu());
        return await(At.EVICTION);
    }

    private long translation(Fx fx) {
        return vcpu.mmu().tlb().find(fx, op.gfn(), tlbSide());
    }

    private Go eviction(KernelThread t) {
        isCached = t.reply() == Coin.HEADS;
        return await(At.EVICTED);
    }

    /** Nothing has flushed meanwhile: only the vCPU's own thread does. */
    private Go evicted(Fx fx) {
        if (!isCached) {
            return translate(fx);
        }
        isCached = false;
        pfn = Tlb.pfn(translation(fx));
        return go(At.CONTENT);
    }

    private Go translate(Fx fx) {
        if (isPrivate()) {
            fx.send(kvm.tdx(), new Tdx.Touch(Tdx.pageInfo(op.gfn(), 0), vcpu.tellProgress()));
            return await(At.TOUCHED);
        }
        level = kvm.tables().shape().rootLevel();
        return go(At.WALK);
    }

    private Go touched(KernelThread t, Fx fx) {
        Tdx reply = t.reply();
        if (reply instanceof Tdx.Hit hit) {
            return translated(hit.pfn(), Spte.RWX, fx);
        }
        if (reply instanceof Tdx.EptViolation violation) {
            isPending = violation.type() == ExtendedQualification.PENDING;
            return exit(t, Exit.Reason.EPT_VIOLATION, 0, isFault() ? ExtendedQualification.NONE : violation.type());
        }
        if (reply instanceof Tdx.VirtualizationException) {
            return end(t, isFault() ? OpResult.OK : OpResult.PENDING);
        }
        throw new ModelBug(vcpu + " touched a page and got " + reply);
    }

    private boolean isFault() {
        return op.kind() == GuestOp.Kind.FAULT;
    }

    private VcpuRun.Until until() {
        return isFault() && isPrivate() ? VcpuRun.Until.TRIED : VcpuRun.Until.ENTERED;
    }

    private long entry() {
        return kvm.tables().word(vcpu.mmu().root(), level, op.gfn());
    }

    /** One level of the processor's walk; it knows only permissions, not what KVM calls present. */
    private Go walk(KernelThread t, Fx fx) {
        long spte = fx.read(entry());
        if (Spte.isMmio(spte, kvm.type().mmioValue())) {
            return kvm.type().hasMirror()
                    ? end(t, OpResult.MMIO)
                    : exit(t, Exit.Reason.EPT_MISCONFIG, 0, ExtendedQualification.NONE);
        }
        long rights = spte & Spte.RWX;
        if ((op.kind().access() & rights) == 0) {
            allowed = rights;
            return kvm.type().hasMirror() ? go(At.TD_EXIT) : violation(t);
        }
        if (!Spte.isLast(spte, level)) {
            level--;
            return go(At.WALK);
        }
        long page = Level.offset(level, op.gfn());
        level = 0;
        return translated(Spte.pfn(spte) + page, rights, fx);
    }

    private Go translated(long frame, long rights, Fx fx) {
        vcpu.mmu().tlb().fill(fx, op.gfn(), tlbSide(), frame, rights);
        pfn = frame;
        return go(At.CONTENT);
    }

    /**
     * A violation in the shared half of a TD's address space: the exit goes through the module, which takes the vCPU
     * out of the guest and asks nothing.
     */
    private Go tdExit(KernelThread t, Fx fx) {
        vcpu.tdExit(fx);
        return violation(t);
    }

    private Go violation(KernelThread t) {
        long rights = allowed;
        allowed = 0;
        return exit(t, Exit.Reason.EPT_VIOLATION, rights, ExtendedQualification.NONE);
    }

    private Go content(KernelThread t, Fx fx) {
        long word = kvm.hostPages().contentWord(pfn);
        boolean isWrite = (op.kind().access() & Spte.WRITABLE) != 0;
        if (isWrite) {
            fx.write(word, token);
        }
        long content = isWrite ? token : fx.read(word);
        fx.trace(Event.GUEST_ACCESS, op.kind().ordinal(), op.gfn(), op.side().ordinal(), content);
        return end(t, OpResult.OK);
    }

    private Go exit(KernelThread t, Exit.Reason reason, long rights, ExtendedQualification type) {
        level = 0;
        boolean hasSharedBit = op.side() == GuestOp.Side.SHARED;
        long gpa = (op.gfn() | (hasSharedBit ? kvm.directBits() : 0)) << 12;
        long qualification = op.kind().access() | rights << 3;
        return call(t, new GuestRun(vcpu, new Exit(reason, gpa, qualification, type), until()), At.HANDLED);
    }

    private Go handled(KernelThread t) {
        RunEnd end = RunEnd.of(t.takeResult());
        if (end.isInGuest()) {
            isPending = false;
            return isFault() && end == RunEnd.ENTERED ? end(t, OpResult.OK) : go(At.ACCESS);
        }
        boolean isKilled = end == RunEnd.EIO && isPending && !isFault();
        return end(t, isKilled ? OpResult.PENDING : end.result());
    }

    private Go end(KernelThread t, OpResult result) {
        vcpu.progress();
        return ret(t, result.ordinal());
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
    protected void locals(Fields f) {
        level = f.count("level", level);
        pfn = f.word("pfn", pfn);
        allowed = f.word("allowed", allowed);
        isPending = f.flag("pending", isPending);
        isCached = f.flag("cached", isCached);
    }
}
