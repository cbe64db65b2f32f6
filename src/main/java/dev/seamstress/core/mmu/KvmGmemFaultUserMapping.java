package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Fields;
import dev.seamstress.core.machine.Fx;
import dev.seamstress.core.machine.Go;
import dev.seamstress.core.machine.KernelThread;
import dev.seamstress.core.machine.Procedure;
import dev.seamstress.core.machine.Step;
import dev.seamstress.core.vm.GmemFolios;

/**
 * The host touches pages of guest_memfd where userspace has mapped the file: they are there then, and prepared. Returns
 * 0, or -EHWPOISON of one that has failed.
 *
 * <p>Requires: mmap_lock and the file's invalidate lock held shared.
 *
 * <p>Source: kvm_gmem_fault_user_mapping(). Assumed: it takes the invalidate lock, as filemap_fault() does; that one
 * hold of it serves all pages. Simplified: what the host reads nobody looks at; such a mapping is no memory of a slot,
 * so no notifier tells of it. No kernel here lets the guest_memfd of a TD be mapped.
 */
final class KvmGmemFaultUserMapping extends Procedure {
    private static final Kind KIND = Kind.of("kvm_gmem_fault_user_mapping");
    private static final Step[] STEPS = At.values();

    private final Kvm kvm;
    private long gfn;
    private long end;

    KvmGmemFaultUserMapping(Kvm kvm, GfnRange range) {
        super(At.FOLIO);
        this.kvm = kvm;
        this.gfn = range.start().value();
        this.end = range.endExclusive().value();
    }

    private enum At implements Step {
        FOLIO(Access.RACY),
        PREPARE(Access.RACY);

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
            case FOLIO -> fx.isReachable(kvm.gmemFolios().poisoned(gfn));
            case PREPARE -> fx.isReachable(kvm.gmemFolios().prepared(gfn));
        };
    }

    @Override
    protected Go run(KernelThread t, Fx fx) {
        return switch ((At) at()) {
            case FOLIO -> {
                boolean isBad = fx.read(kvm.gmemFolios().poisoned(gfn)) == GmemFolios.POISONED;
                yield isBad ? ret(t, Errno.EHWPOISON) : go(At.PREPARE);
            }
            case PREPARE -> prepare(t, fx);
        };
    }

    private Go prepare(KernelThread t, Fx fx) {
        if (fx.isReachable(kvm.gmemFolios().prepared(gfn))) {
            fx.write(kvm.gmemFolios().prepared(gfn), GmemFolios.PREPARED);
        }
        gfn++;
        return gfn < end ? go(At.FOLIO) : ret(t, 0);
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
        gfn = f.word("gfn", gfn);
        end = f.word("end", end);
    }
}
