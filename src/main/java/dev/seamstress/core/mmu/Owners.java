package dev.seamstress.core.mmu;

import dev.seamstress.core.lock.RwLock;
import dev.seamstress.core.vm.VcpuRoots;
import java.util.List;

/**
 * The ids of the machines that own a part of the VM, and its vCPUs, by number.
 *
 * @param vcpus those that a thread runs
 * @param lent those that no thread runs, and through which another thread serves an ioctl, whose id they have
 * @param served the numbers of those of both whose root pointers are in {@link VcpuRoots}
 * @param vcpuCount how many vCPUs there can be
 * @param tdxLock {@code tdx_lock}, which is the machine's; null if this VM alone can want it
 */
public record Owners(
        int mmu,
        int tdx,
        List<Kvm.VcpuThread> vcpus,
        List<Kvm.VcpuThread> lent,
        List<Integer> served,
        int vcpuCount,
        RwLock tdxLock) {
    public Owners {
        vcpus = List.copyOf(vcpus);
        lent = List.copyOf(lent);
        served = List.copyOf(served);
    }

    /** A VM that has the machine for itself. */
    public Owners(
            int mmu,
            int tdx,
            List<Kvm.VcpuThread> vcpus,
            List<Kvm.VcpuThread> lent,
            List<Integer> served,
            int vcpuCount) {
        this(mmu, tdx, vcpus, lent, served, vcpuCount, null);
    }

    /** A VM all of whose vCPUs threads run. */
    public Owners(int mmu, int tdx, List<Kvm.VcpuThread> vcpus) {
        this(
                mmu,
                tdx,
                vcpus,
                List.of(),
                List.of(),
                vcpus.isEmpty() ? 0 : vcpus.get(vcpus.size() - 1).number() + 1);
    }

    /** A VM none of whose vCPUs anybody kicks. */
    public Owners(int mmu, int tdx) {
        this(mmu, tdx, List.of());
    }
}
