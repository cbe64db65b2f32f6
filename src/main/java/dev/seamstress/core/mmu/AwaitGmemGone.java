package dev.seamstress.core.mmu;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFile;

/**
 * Waits until the guest_memfd file, which keeps the VM, has been released. Returns 0.
 *
 * <p>Source: kvm_put_kvm(). Simplified: the VM ends on the thread that closed its own file, which waits for that; in
 * the kernel it ends on the thread that drops the last reference.
 */
public final class AwaitGmemGone extends Procedure {
    private static final Kind KIND = Kind.of("kvm_put_kvm");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long seen = GmemFile.GONE;

    public AwaitGmemGone(Kvm kvm) {
        super(At.SLEEP);
        this.kvm = kvm;
    }

    private enum At implements Step {
        SLEEP(Access.RACY),
        WOKEN(Access.LOCAL);

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
            case SLEEP -> sleep(t, fx);
            case WOKEN -> {
                t.<GmemFile.Over>reply();
                yield ret(t, 0);
            }
        };
    }

    /** If somebody has changed the word since the look, looks again. */
    private Go sleep(KernelThread t, Fx fx) {
        boolean isGone = GmemFile.isGone(seen);
        long next = isGone ? seen : GmemFile.waiting(seen, t.id());
        long was = fx.compareAndExchange(kvm.gmemFile().state(), seen, next);
        if (was != seen) {
            seen = was;
            return go(At.SLEEP);
        }
        seen = GmemFile.GONE;
        return isGone ? ret(t, 0) : await(At.WOKEN);
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
