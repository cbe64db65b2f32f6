package dev.seamstress.core.thread;

import dev.seamstress.core.addr.Level;
import dev.seamstress.core.ept.MakeSpte;
import dev.seamstress.core.ept.Spte;
import dev.seamstress.core.machine.Event;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.mmu.Kvm;
import dev.seamstress.core.mmu.PageFaultHandler;
import dev.seamstress.core.mmu.RetPf;
import dev.seamstress.core.vm.Slots;

/**
 * An exit of a VM without a mirror because an entry says MMIO. Returns EMULATE if it says so truly, else what a fault
 * returns, a {@link RetPf} or -EFAULT.
 *
 * <p>It does if it was made for the memslots that there are: an entry has their generation. While memslots are updated
 * none is believed. Such an entry is replaced by the fault like an empty one. No lock keeps the table that the entry is
 * in from being taken down meanwhile: who looks is in an RCU section.
 *
 * <p>Source: handle_ept_misconfig(), kvm_mmu_page_fault(), handle_mmio_page_fault(), get_mmio_spte(),
 * check_mmio_spte(). Simplified: no cache of the last MMIO page; of the walk the last entry only.
 */
final class HandleMmioPageFault extends Procedure {
    private static final Kind KIND = Kind.of("handle_mmio_page_fault");
    private static final Step[] STEPS = At.values();

    private final Vcpu vcpu;
    private final Kvm kvm;
    private long gpa;
    private long spte;

    HandleMmioPageFault(Vcpu vcpu, long gpa) {
        super(At.ENTRY);
        this.vcpu = vcpu;
        this.kvm = vcpu.kvm();
        this.gpa = gpa;
    }

    private enum At implements Step {
        ENTRY(Access.RACY),
        GENERATION(Access.RACY),
        FAULTED(Access.LOCAL);

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
            case ENTRY -> entry(t, fx);
            case GENERATION -> generation(t, fx);
            case FAULTED -> ret(t, t.takeResult());
        };
    }

    private long gfn() {
        return kvm.gfn(gpa);
    }

    /** What is no MMIO entry any more the guest meets by itself. */
    private Go entry(KernelThread t, Fx fx) {
        spte = fx.read(kvm.tables().word(vcpu.mmu().root(), Level.PG_4K, gfn()));
        if (kvm.footprint().invalidatesRoots()) {
            fx.trace(Event.LOCKLESS_READ, gfn(), Level.PG_4K, vcpu.mmu().root());
        }
        return Spte.isMmio(spte, kvm.type().mmioValue()) ? go(At.GENERATION) : ret(t, RetPf.RETRY.ordinal());
    }

    private Go generation(KernelThread t, Fx fx) {
        long slots = fx.read(kvm.slots().generationWord());
        boolean isTrue = !Slots.isUpdating(slots) && spte == entryOf(Slots.generation(slots));
        if (isTrue) {
            fx.trace(Event.HANDLE_MMIO_PAGE_FAULT, gpa, gfn(), 0);
            return ret(t, RetPf.EMULATE.ordinal());
        }
        return call(t, new PageFaultHandler(kvm, vcpu.mmu(), gpa, 0), At.FAULTED);
    }

    private long entryOf(long generation) {
        return MakeSpte.mmio(gfn(), kvm.type().mmioValue(), generation);
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
        gpa = f.word("gpa", gpa);
        spte = kvm.spte(f, "spte", spte);
    }
}
