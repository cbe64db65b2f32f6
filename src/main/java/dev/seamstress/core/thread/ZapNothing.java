package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;

/**
 * The operations {@code apicvinhibit}, {@code noncoherent}, {@code mtrr} and {@code cr0cd}: KVM looks at what has
 * happened, takes no lock and zaps nothing, and the trace says why. Returns an {@link OpResult}.
 *
 * <p>Source: __kvm_set_or_clear_apicv_inhibit(), kvm_noncoherent_dma_assignment_start_or_stop(), kvm_mtrr_set_msr(),
 * kvm_post_set_cr0(). Simplified: the exit by which a guest's write comes to KVM, if it does, is left out; a dead VM's
 * guest writes nothing, and its userspace is refused.
 */
final class ZapNothing extends Procedure {
    private static final Kind KIND = Kind.of("zap_nothing");
    private static final Step[] STEPS = At.values();
    private static final ZapTrigger[] TRIGGERS = ZapTrigger.values();

    private final Kvm kvm;
    private ZapTrigger trigger;

    ZapNothing(Kvm kvm, ZapTrigger trigger) {
        super(At.DEAD);
        this.kvm = kvm;
        this.trigger = trigger;
    }

    private enum At implements Step {
        DEAD(Access.RACY),
        LOOK(Access.LOCAL);

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
        return super.isRacy(fx) && fx.isReachable(kvm.words().dead());
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case DEAD -> fx.read(kvm.words().dead()) != 0 ? ret(t, OpResult.VMDEAD.ordinal()) : go(At.LOOK);
            case LOOK -> {
                fx.trace(
                        Event.NOTHING_ZAPPED,
                        trigger.ordinal(),
                        trigger.because().ordinal());
                yield ret(t, OpResult.OK.ordinal());
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
        trigger = f.constant("trigger", trigger, TRIGGERS);
    }
}
