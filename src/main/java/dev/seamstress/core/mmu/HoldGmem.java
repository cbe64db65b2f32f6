package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFile;
import java.util.function.Supplier;

/**
 * A call of the guest_memfd file: whoever makes it holds the file from its begin to its end. If the descriptor is
 * closed meanwhile, the file is released when the call has ended, by the thread that made it. Returns what the call
 * does, or -EBADF if there is no descriptor.
 *
 * <p>Source: fs/open.c, ksys_fallocate(); fs/file.c, fdget(); fs/file_table.c, fput(), whose work is done before the
 * thread returns to userspace.
 */
final class HoldGmem extends Procedure {
    private static final Kind KIND = Kind.of("fdget_fput");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private final Supplier<Procedure> body;
    private long seen = GmemFile.OPEN;
    private long result;

    HoldGmem(Kvm kvm, Supplier<Procedure> body) {
        super(At.GET);
        this.kvm = kvm;
        this.body = body;
    }

    private enum At implements Step {
        GET(Access.RACY),
        PUT(Access.RACY),
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
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case GET -> get(t, fx);
            case PUT -> put(t, fx);
            case RELEASED -> {
                t.takeResult();
                yield ret(t, result);
            }
        };
    }

    /** If somebody has changed the word since the look, looks again. */
    private Go get(KernelThread t, Fx fx) {
        long was = fx.compareAndExchange(kvm.gmemFile().state(), seen, seen + GmemFile.HOLDER);
        boolean isHeld = was == seen;
        seen = isHeld ? GmemFile.OPEN : was;
        if (isHeld) {
            return call(t, body.get(), At.PUT);
        }
        return GmemFile.isOpen(was) ? go(At.GET) : ret(t, Errno.EBADF);
    }

    private Go put(KernelThread t, Fx fx) {
        result = t.takeResult();
        boolean isLast = !GmemFile.isActive(fx.add(kvm.gmemFile().state(), -GmemFile.HOLDER));
        return isLast ? call(t, new FputGmem(kvm), At.RELEASED) : ret(t, result);
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
        result = f.word("result", result);
    }
}
