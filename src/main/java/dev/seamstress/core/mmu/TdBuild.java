package dev.seamstress.core.mmu;

import dev.seamstress.core.addr.GfnRange;
import dev.seamstress.core.machine.Procedure;
import java.util.List;

/** What userspace asks of KVM while it builds a TD, each with the locks that the kernel takes for it. */
public final class TdBuild {
    private TdBuild() {}

    /** kvm_gmem_populate() alone, under the lock that it requires. */
    public static Procedure populate(Kvm kvm, GfnRange range) {
        LockChain locks = new LockChain(List.of(kvm.slotsLock()));
        return new UnderLocks(
                locks, held -> new KvmGmemPopulate(kvm, range, held, KvmGmemPopulate.PostPopulate.NOTHING));
    }
}
