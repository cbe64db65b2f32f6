package dev.seamstress.core.thread;

import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.KvmZapGfnRange;

/**
 * The operations {@code apicvinhibit} and {@code noncoherent} in a VM that is no TD: leaves go, and faults map the
 * pages anew. Returns an {@link OpResult}.
 *
 * <p>Source: __kvm_set_or_clear_apicv_inhibit(), kvm_noncoherent_dma_assignment_start_or_stop(). Simplified: the page
 * of the APIC is one of userspace's if a memslot has it, so a fault maps it again, where KVM would emulate the access;
 * no request tells vCPUs of APICv. Userspace leaves the quirk of PAT on, as it is by default, and entries carry no
 * memory type.
 */
final class ZapGfns extends Procedure {
    private static final Kind KIND = Kind.of("zap_gfns");
    private static final Step[] STEPS = At.values();
    private static final ZapTrigger[] TRIGGERS = ZapTrigger.values();

    private final Kvm kvm;
    private ZapTrigger trigger;

    ZapGfns(Kvm kvm, ZapTrigger trigger) {
        super(At.DEAD);
        this.kvm = kvm;
        this.trigger = trigger;
    }

    private enum At implements Step {
        DEAD(Access.RACY),
        ZAP(Access.LOCAL),
        ZAPPED(Access.LOCAL);

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
            case DEAD -> fx.read(kvm.words().dead()) != 0 ? ret(t, OpResult.VMDEAD.ordinal()) : go(At.ZAP);
            case ZAP -> call(t, zap(), At.ZAPPED);
            case ZAPPED -> {
                t.takeResult();
                yield ret(t, OpResult.OK.ordinal());
            }
        };
    }

    private Procedure zap() {
        return new KvmZapGfnRange(kvm, trigger.start(), trigger.end(), trigger.reason());
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
