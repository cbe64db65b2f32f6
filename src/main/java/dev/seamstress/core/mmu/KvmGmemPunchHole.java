package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFile;

/**
 * Punches a hole into the guest_memfd file: what is mapped of it goes, then its pages do. Returns 0, or -EBADF of a
 * file that is closed.
 *
 * <p>From the begin of the invalidation to its end nobody maps a page of the range, so a fault that found a page before
 * it went is refused, and finds another one later.
 *
 * <p>Requires: the file's invalidate lock held exclusively.
 *
 * <p>Source: kvm_gmem_punch_hole(). Assumed: of a call and a close that race, the call that comes second finds the file
 * closed, where {@link HoldGmem} does not keep it.
 */
final class KvmGmemPunchHole extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_punch_hole");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long start;
    private long end;

    KvmGmemPunchHole(Kvm kvm, GfnRange range) {
        super(kvm.footprint().has(Footprint.Can.SHARE_GMEM_FILE) ? At.BEGIN : At.FILE);
        this.kvm = kvm;
        this.start = range.start().value();
        this.end = range.endExclusive().value();
    }

    private enum At implements Step {
        FILE(Access.RACY),
        BEGIN(Access.LOCAL),
        BEGUN(Access.LOCAL),
        TRUNCATED(Access.LOCAL),
        ENDED(Access.LOCAL);

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
        return super.isRacy(fx) && fx.isReachable(kvm.gmemFile().state());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case FILE -> {
                boolean isActive = GmemFile.isActive(fx.read(kvm.gmemFile().state()));
                yield isActive ? go(At.BEGIN) : ret(t, Errno.EBADF);
            }
            case BEGIN -> call(t, new KvmHandleRange(kvm, RangeWork.GMEM_BEGIN, start, end, null), At.BEGUN);
            case BEGUN -> {
                t.takeResult();
                yield call(t, new TruncateGmem(kvm, start, end), At.TRUNCATED);
            }
            case TRUNCATED -> {
                t.takeResult();
                yield call(t, new KvmHandleRange(kvm, RangeWork.GMEM_END, start, end, null), At.ENDED);
            }
            case ENDED -> {
                t.takeResult();
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
        return STEPS;
    }

    @Override
    protected void locals(Fields f) {
        start = f.word("start", start);
        end = f.word("end", end);
    }
}
