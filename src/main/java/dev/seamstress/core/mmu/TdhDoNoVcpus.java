package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.model.KernelSwitch;
import dev.seamstress.core.model.Mutation;
import dev.seamstress.core.tdx.Leaf;
import dev.seamstress.core.tdx.Tdx;
import dev.seamstress.core.tdx.TdxStatus;
import dev.seamstress.core.vm.VcpuRequest;

/**
 * Makes a SEAMCALL of a zap; if a lock of the module is taken, keeps all vCPUs out of the guest and makes it once more.
 * Returns the last status.
 *
 * <p>Once the kick has returned nobody is in the guest, and nobody enters while the flag is set. Other SEAMCALLs that
 * need the same locks are made under mmu_lock, which the caller holds for write. So the second call cannot be refused.
 *
 * <p>Before kick-retry-once a busy BLOCK is an error like another, and a busy TRACK or REMOVE is made again and again.
 *
 * <p>Source: tdh_do_no_vcpus(); in 6.16 tdx_no_vcpus_enter_start() and tdx_no_vcpus_enter_stop() around each call.
 * Assumed: that seed-2024 looped on TRACK and REMOVE, and nowhere else.
 */
final class TdhDoNoVcpus extends Procedure {
    private static final Kind KIND = Kind.of("tdh_do_no_vcpus");
    private static final Step[] STEPS = At.values();
    private static final Leaf[] LEAVES = Leaf.values();

    private final Kvm kvm;
    private Leaf leaf;
    private long rcx;
    private long rdx;
    private boolean isSecond;
    private long status;

    TdhDoNoVcpus(Kvm kvm, Leaf leaf, long rcx, long rdx) {
        super(At.SEAMCALL);
        this.kvm = kvm;
        this.leaf = leaf;
        this.rcx = rcx;
        this.rdx = rdx;
    }

    private enum At implements Step {
        SEAMCALL(Access.LOCAL),
        RETURNED(Access.LOCAL),
        KEEP_OUT(Access.RACY),
        KICK(Access.LOCAL),
        KICKED(Access.LOCAL),
        LET_IN(Access.RACY);

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
        return super.isRacy(fx) && fx.isReachable(kvm.words().waitForSeptZap());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case SEAMCALL -> seamcall(fx);
            case RETURNED -> returned(t);
            case KEEP_OUT -> keepOut(fx);
            case KICK -> call(t, new MakeAllCpusRequest(kvm, VcpuRequest.OUTSIDE_GUEST_MODE), At.KICKED);
            case KICKED -> kicked(t);
            case LET_IN -> letIn(t, fx);
        };
    }

    private Go seamcall(Fx fx) {
        fx.send(kvm.tdx(), new Tdx.Seamcall(leaf, rcx, rdx, 0));
        return await(At.RETURNED);
    }

    private Go returned(KernelThread t) {
        status = t.<Tdx.Return>reply().status();
        if (isSecond) {
            return has(Mutation.B35_FLAG_CLEARED_EARLY) ? ret(t, status) : go(At.LET_IN);
        }
        return TdxStatus.isBusy(status) ? busy(t) : ret(t, status);
    }

    private Go busy(KernelThread t) {
        if (isIgnored()) {
            return ret(t, TdxStatus.SUCCESS.word());
        }
        if (kvm.has(KernelSwitch.KICK_RETRY_ONCE) && !has(Mutation.B20_BLOCK_BUSY_FAILS)) {
            status = 0;
            return go(At.KEEP_OUT);
        }
        if (leaf == Leaf.TDH_MEM_RANGE_BLOCK) {
            return ret(t, status);
        }
        status = 0;
        return go(At.SEAMCALL);
    }

    private boolean isIgnored() {
        return leaf == Leaf.TDH_MEM_RANGE_BLOCK && has(Mutation.B21_BLOCK_RESULT_IGNORED)
                || leaf == Leaf.TDH_MEM_TRACK && has(Mutation.B21T_TRACK_RESULT_IGNORED);
    }

    private boolean has(Mutation mutation) {
        return kvm.has(mutation);
    }

    private Go keepOut(Fx fx) {
        fx.write(kvm.words().waitForSeptZap(), 1);
        return go(At.KICK);
    }

    private Go kicked(KernelThread t) {
        t.takeResult();
        isSecond = true;
        return go(has(Mutation.B35_FLAG_CLEARED_EARLY) ? At.LET_IN : At.SEAMCALL);
    }

    private Go letIn(KernelThread t, Fx fx) {
        fx.write(kvm.words().waitForSeptZap(), 0);
        return has(Mutation.B35_FLAG_CLEARED_EARLY) ? go(At.SEAMCALL) : ret(t, status);
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
        leaf = f.constant("leaf", leaf, LEAVES);
        rcx = f.word("rcx", rcx);
        rdx = f.word("rdx", rdx);
        isSecond = f.flag("second", isSecond);
        status = f.word("status", status);
    }
}
