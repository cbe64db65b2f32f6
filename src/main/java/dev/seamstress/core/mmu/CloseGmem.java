package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFile;

/**
 * The close of the guest_memfd descriptor. If nobody holds the file, from now on nobody gets a page of it, and it is
 * released; else whoever holds it last does that. Returns 0, or -EBADF of a descriptor that is closed already.
 *
 * <p>Source: fs/open.c, close(); fs/file_table.c, fput(). Simplified: one userspace has one file descriptor, and nobody
 * else has the file for longer than a call.
 */
final class CloseGmem extends Procedure {
    private static final Kind KIND = Kind.of("close_gmem");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long seen = GmemFile.OPEN;

    CloseGmem(Kvm kvm) {
        super(At.CLOSE);
        this.kvm = kvm;
    }

    private enum At implements Step {
        CLOSE(Access.RACY),
        RELEASED(Access.LOCAL);

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
            case CLOSE -> close(t, fx);
            case RELEASED -> ret(t, t.takeResult());
        };
    }

    /** If somebody has changed the word since the look, looks again. */
    private Go close(KernelThread t, Fx fx) {
        long was = fx.compareAndExchange(kvm.gmemFile().state(), seen, GmemFile.closed(seen));
        if (was == seen) {
            return GmemFile.isActive(GmemFile.closed(was)) ? ret(t, 0) : call(t, new FputGmem(kvm), At.RELEASED);
        }
        seen = was;
        return GmemFile.isOpen(was) ? go(At.CLOSE) : ret(t, Errno.EBADF);
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
        seen = f.word("seen", seen);
    }
}
